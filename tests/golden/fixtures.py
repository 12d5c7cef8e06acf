"""What the fixtures share: numbers anybody can make again, and how a case is written down.

A fixture is a safetensors file in double precision. A case CASE of it holds
    CASE/input/0, …      what went in (whole numbers and masks as numbers, too)
    CASE/param/NAME      the parameters and buffers before the call, by their state_dict() names
    CASE/output/0, …     what came out
    CASE/upstream/0, …   the weights w of the outputs y in the loss sum(w y)
    CASE/d_input/0, …    the derivative of that loss by each input that has one
    CASE/d_param/NAME    and by each parameter
    CASE/after/NAME      buffers that the call changed, as it left them
"""
import pathlib

import numpy as np
import torch
from safetensors.numpy import save_file

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
torch.use_deterministic_algorithms(True)


def numbers(*shape, seed=0, low=-1.0, high=1.0):
    """Evenly spread numbers that are floats, too, so that both precisions start from the same."""
    values = np.random.Generator(np.random.Philox(seed)).uniform(low, high, shape)
    return torch.from_numpy(np.asarray(values, dtype=np.float32).astype(np.float64))


def fill(module, seed=100):
    """Gives every parameter and floating-point buffer of a module numbers of its own."""
    with torch.no_grad():
        for place, (name, tensor) in enumerate(module.state_dict().items()):
            if not tensor.is_floating_point():
                continue
            low, high = (0.5, 1.5) if name.endswith(("running_var", "norm.weight")) else (-0.5, 0.5)
            tensor.copy_(numbers(*tensor.shape, seed=seed + place, low=low, high=high))
    return module


class Fixture:
    """The cases of one file, in the order in which they were added."""

    def __init__(self, name):
        self.name, self.tensors = name, {}

    def put(self, key, value):
        assert key not in self.tensors, key
        self.tensors[key] = np.array(torch.as_tensor(value).detach().to(torch.float64), order="C")

    def case(self, name, call, inputs, module=None, seed=1000):
        """Records call(*inputs), one tensor or several, and the gradients of its weighted sum."""
        before = {} if module is None else {k: v.clone() for k, v in module.state_dict().items()}
        inputs = [x.clone() for x in inputs]
        leaves = [x.requires_grad_() for x in inputs if x.is_floating_point()]
        outputs = call(*inputs)
        outputs = [outputs] if torch.is_tensor(outputs) else list(outputs)
        loss = 0
        for k, y in enumerate(outputs):
            self.put(f"{name}/output/{k}", y)
            if y.requires_grad:
                w = numbers(*y.shape, seed=seed + k, low=0.5, high=1.5)
                self.put(f"{name}/upstream/{k}", w)
                loss = loss + (w * y).sum()
        for k, x in enumerate(inputs):
            self.put(f"{name}/input/{k}", x)
        for key, value in before.items():
            self.put(f"{name}/param/{key}", value)
        if not torch.is_tensor(loss):
            return outputs
        parameters = {} if module is None else dict(module.named_parameters())
        wanted = leaves + list(parameters.values())
        for x, dx in zip(wanted, torch.autograd.grad(loss, wanted, allow_unused=True)):
            index = [k for k, other in enumerate(inputs) if other is x]
            key = f"d_input/{index[0]}" if index else "d_param/" + next(n for n, p in parameters.items() if p is x)
            if dx is not None:
                self.put(f"{name}/{key}", dx)
        if module is not None:
            for key, value in module.state_dict().items():
                if not torch.equal(before[key], value):
                    self.put(f"{name}/after/{key}", value)
        return outputs

    def save(self):
        path = pathlib.Path(__file__).with_name(self.name + ".safetensors")
        save_file(self.tensors, path, metadata={"torch": torch.__version__})
        print(f"{path.name}: {len(self.tensors)} tensors, {path.stat().st_size} bytes, PyTorch {torch.__version__}")
