"""Checkpoints that torch.save writes, for the tests of the readers: files/*.pth, and what to begin fuzzing with."""
import argparse
import io
import pathlib
import struct
import zipfile
from collections import OrderedDict

import numpy as np
import torch

FILES = pathlib.Path(__file__).with_name("files")
CORPUS = pathlib.Path(__file__).parents[1] / "fuzz" / "corpus"
FLOATS = [0.0, -0.0, 1.5, -2.25, np.inf, -np.inf, np.nan, 2.0**-24]


def counted(*shape):
    return torch.arange(int(np.prod(shape)), dtype=torch.float32).reshape(shape)


def odd():
    """Every format, and every way in which a tensor may lie in its storage."""
    numbers = torch.tensor(FLOATS, dtype=torch.float64).reshape(2, 4)
    state = OrderedDict((str(d)[6:], numbers.to(d)) for d in (torch.float16, torch.bfloat16, torch.float32, torch.float64))
    for dtype in (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64):
        state[str(dtype)[6:]] = torch.tensor([[0, 1], [torch.iinfo(dtype).min, 100]]).to(dtype)
    state["int64"][1, 0] = -2**62
    state["bool"] = torch.tensor([True, False])
    state["scalar"], state["count"] = torch.tensor(7.0), torch.tensor(12345)
    state["empty"] = torch.zeros(0, 3)
    state["transposed"] = counted(2, 3).T
    state["slice"] = counted(4, 5)[1:3, 2:4]
    state["column"] = counted(4, 5)[:, 4]
    state["channels last"] = counted(2, 3, 2, 2).to(memory_format=torch.channels_last)
    state["expanded"] = counted(1, 3).expand(4, 3)
    state["parameter"] = torch.nn.Parameter(counted(3))
    state["tied"] = state["transposed"]
    return state


def module():
    torch.manual_seed(0)
    return torch.nn.Linear(2, 3)


def training():
    """As DINO's own training leaves it: two models with prefixes and heads, and much beside them."""
    def wrapped(prefix, model):
        state = OrderedDict((f"{prefix}backbone.{k}", v) for k, v in model.state_dict().items())
        state[f"{prefix}head.mlp.0.weight"] = counted(2, 2)
        return state
    student, teacher = module(), module()
    with torch.no_grad():
        teacher.weight += 1
    optimizer = torch.optim.AdamW(student.parameters())
    student(torch.ones(2)).sum().backward()
    optimizer.step()
    optimizer.param_groups[0]["weight_decay"] = np.float64(0.04)
    return {"student": wrapped("module.", student), "teacher": wrapped("", teacher), "optimizer": optimizer.state_dict(),
            "epoch": 3, "args": argparse.Namespace(arch="vit_small", lr=0.1, crops=[0.4, 1.0], out=pathlib.PurePath("x").name)}


def both(name, thing):
    torch.save(thing, FILES / f"{name}.pth")
    torch.save(thing, FILES / f"{name}_legacy.pth", _use_new_zipfile_serialization=False)


def small_zip(thing, deflate=False):
    """The same archive, as small as it can be, with checksums of 0, behind which a fuzzer gets."""
    buffer, small = io.BytesIO(), io.BytesIO()
    torch.save(thing, buffer)
    with zipfile.ZipFile(buffer) as read, zipfile.ZipFile(small, "w") as write:
        for entry in read.namelist():
            name = "a" + entry[entry.index("/"):]
            if "." not in name[:3] and not name.endswith(("id", "ment", "format_version")):
                method = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
                write.writestr(zipfile.ZipInfo(name), read.read(entry), method)
    bytes_, place = bytearray(small.getvalue()), 0
    for signature, crc in ((b"PK\3\4", 14), (b"PK\1\2", 16)):
        place = bytes_.find(signature)
        while place >= 0:
            bytes_[place + crc:place + crc + 4] = struct.pack("<I", 0)
            place = bytes_.find(signature, place + 4)
    return bytes(bytes_)


def corpus():
    pieces = {"linear": module().state_dict(), "scalar": {"x": torch.tensor(7)},
              "views": OrderedDict(t=counted(2, 3).T, e=counted(1, 3).half().expand(2, 3), z=torch.zeros(0, 3)),
              "training": {"teacher": OrderedDict(w=torch.nn.Parameter(counted(1).bfloat16())), "epoch": 1 << 40,
                           "args": argparse.Namespace(lr=0.1, a=[], b=(1, True, None)), "s": np.float64(1)}}
    for folder in ("pth_zip", "pth_legacy"):
        (CORPUS / folder).mkdir(exist_ok=True)
    for name, thing in pieces.items():
        (CORPUS / "pth_zip" / f"{name}.pth").write_bytes(small_zip(thing, deflate=name == "scalar"))
        torch.save(thing, CORPUS / "pth_legacy" / f"{name}.pth", _use_new_zipfile_serialization=False)


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    both("odd", {"model": odd(), "epoch": 3})
    both("linear", module().state_dict())
    both("training", training())
    torch.jit.script(module()).save(str(FILES / "script.pth"))
    torch.save(module(), FILES / "whole_module.pth")
    corpus()
    made = [*FILES.glob("*.pth"), *CORPUS.glob("pth_*/*")]
    print(f"checkpoints: {len(made)} files, {sum(f.stat().st_size for f in made)} bytes, PyTorch {torch.__version__}")
