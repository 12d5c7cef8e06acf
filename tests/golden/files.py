"""Files that NumPy, PyTorch and safetensors write, for the tests of the readers: files/*."""
import pathlib
import zlib

import numpy as np
import safetensors.numpy
import safetensors.torch
import torch

FOLDER = pathlib.Path(__file__).with_name("files")

FLOATS = [0.0, -0.0, 1.5, -2.25, np.inf, -np.inf, np.nan, 2.0**-24]  # the last is subnormal in f16
NUMBERS = np.array(FLOATS).reshape(2, 4)


def whole(dtype):
    """0, 1, the least and the greatest; of those of 64 bits, one that a double is, too."""
    info = np.iinfo(dtype)
    greatest = 2**62 if info.bits == 64 else info.max
    return np.array([[0, 1], [info.min, greatest]], dtype)


def npy():
    for order, name in (("<", "little"), (">", "big")):
        for code in ("f2", "f4", "f8"):
            np.save(FOLDER / f"{code}_{name}.npy", NUMBERS.astype(order + code))
        for code in ("i2", "i4", "i8", "u2", "u4", "u8"):
            np.save(FOLDER / f"{code}_{name}.npy", whole(order + code))
    for code in ("i1", "u1"):
        np.save(FOLDER / f"{code}.npy", whole(code))
    np.save(FOLDER / "b1.npy", np.array([[False, True], [True, True]]))
    np.save(FOLDER / "fortran.npy", np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)))
    np.save(FOLDER / "fortran_big.npy", np.asfortranarray(np.arange(24, dtype=">i8").reshape(2, 3, 4)))
    np.save(FOLDER / "scalar.npy", np.array(7.0))
    np.save(FOLDER / "empty.npy", np.zeros((3, 0, 2)))
    for version in ((1, 0), (2, 0), (3, 0)):
        with open(FOLDER / f"version{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, np.arange(6, dtype="<i4").reshape(2, 3), version=version)
    for name, array in (
        ("objects", np.array([None, {}], dtype=object)),
        ("structure", np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")])),
        ("text", np.array(["a", "bc"])),
        ("complex", np.array([1j])),
        ("date", np.array(["2001-01-01"], dtype="M8[D]")),
    ):
        np.save(FOLDER / f"refused_{name}.npy", array)


# What heed writes, to the byte: test_npy.cpp, test_npz.cpp and test_safetensors.cpp write the same.
def ours():
    labels = np.array([[-1, 2**53 + 1], [0, 5]])
    for bits in (32, 64):
        weight = np.array([[1, 2, 3], [-4, 0.1, 6]], dtype=f"<f{bits // 8}")
        np.save(FOLDER / f"ours_f{bits}.npy", weight)
        one = np.array(weight[0, 0])
        np.savez(FOLDER / f"ours_f{bits}.npz", **{"a/weight": weight, "größe": one, "labels": labels})
        checksum = zlib.crc32(labels.tobytes() + weight.tobytes() + one.tobytes())
        safetensors.numpy.save_file(
            {"a/weight": weight, "größe": one, 'with "quotes"\n': np.zeros((2, 0), weight.dtype), "labels": labels},
            FOLDER / f"ours_f{bits}.safetensors", metadata={"heed.crc32": f"{checksum:08x}"})
    np.save(FOLDER / "ours_labels.npy", labels)
    np.save(FOLDER / "ours_vector.npy", np.arange(1000, dtype="<i8"))


def npz():
    arrays = {"numbers": NUMBERS.astype("<f4"), "bytes": np.arange(256, dtype="u1"), "zeros": np.zeros((300, 100), "<f4")}
    np.savez_compressed(FOLDER / "compressed.npz", **arrays)
    np.savez(FOLDER / "stored.npz", numbers=arrays["numbers"], bytes=arrays["bytes"])


def all_dtypes():
    numbers = torch.tensor(FLOATS, dtype=torch.float64).reshape(2, 4)
    tensors = {}
    for dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        tensors[str(dtype)] = numbers.to(dtype)
    for dtype in ("uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64"):
        tensors["torch." + dtype] = torch.from_numpy(whole(dtype))
    tensors["torch.bool"] = torch.tensor([[False, True], [True, True]])
    safetensors.torch.save_file(tensors, FOLDER / "dtypes.safetensors", metadata={"format": "pt"})


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for make in (npy, ours, npz, all_dtypes):
        make()
    files = list(FOLDER.iterdir())
    print(f"files/: {len(files)} files, {sum(f.stat().st_size for f in files)} bytes")
