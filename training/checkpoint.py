"""Checkpoints in Hugging Face layout, and the state of a training that is not over yet."""
from __future__ import annotations

import json
import os
import struct
from pathlib import Path

import numpy as np
import torch

from deberta import Config

LAYER = "deberta.encoder.layer."
TYPES = {"F16": np.float16, "F32": np.float32}


def write_checkpoint(folder: Path, config: dict, state: dict[str, torch.Tensor], part_mib: int = 0) -> None:
    """Writes config.json and fp16 model.safetensors; with `part_mib` also its bytes as model.safetensors.00, .01, … of at most that size."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {name: tensor.detach().half().cpu().contiguous().numpy() for name, tensor in state.items()}
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F16", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    weights = b"".join([struct.pack("<Q", len(text)), text, *(array.tobytes() for array in arrays.values())])
    replace(folder / "model.safetensors", weights)
    replace(folder / "config.json", (json.dumps(config, indent=2) + "\n").encode())
    size = part_mib << 20
    for number, first in enumerate(range(0, len(weights), size) if size else []):
        replace(folder / f"model.safetensors.{number:02d}", weights[first : first + size])


def read_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The tensors of model.safetensors, or of its parts, in fp32."""
    whole = folder / "model.safetensors"
    parts = [whole] if whole.exists() else sorted(folder.glob("model.safetensors.[0-9]*"))
    data = b"".join(part.read_bytes() for part in parts)
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        array = np.frombuffer(data[8 + length + first : 8 + length + last], TYPES[entry["dtype"]])
        tensors[name] = torch.from_numpy(array.astype(np.float32).reshape(entry["shape"]))
    return tensors


def read_config(folder: Path) -> Config:
    return Config.read(json.loads((folder / "config.json").read_text(encoding="utf-8")))


def adapt(given: dict[str, torch.Tensor], wanted: dict[str, torch.Tensor], trained_positions: int) -> dict[str, torch.Tensor]:
    """The given weights in the shapes of a model that has more absolute positions, or a multiple of the layers."""
    grown = deepen(given, layer_count(wanted) // layer_count(given))
    for name, target in wanted.items():
        if name.endswith("position_embeddings.weight"):
            grown[name] = lengthen(grown[name], len(target), trained_positions)
        if name not in grown or grown[name].shape != target.shape:
            raise SystemExit(f"The checkpoint does not fit the configuration: {name} should have shape {list(target.shape)}.")
    return {name: grown[name] for name in wanted}


def layer_count(names) -> int:
    return 1 + max(int(name.split(".")[3]) for name in names if name.startswith(LAYER))


def lengthen(positions: torch.Tensor, length: int, trained: int) -> torch.Tensor:
    """Positions behind the trained ones begin as the mean of the last 32 trained."""
    trained = min(trained, len(positions))
    if trained >= length:
        return positions[:length]
    rest = positions[trained - 32 : trained].mean(0, keepdim=True).expand(length - trained, -1)
    return torch.cat([positions[:trained], rest])


def deepen(given: dict[str, torch.Tensor], times: int) -> dict[str, torch.Tensor]:
    """
    Puts times − 1 copies below each layer. The copies' outputs begin at zero and their norms as those of what they stand on, so that the
    whole computes nearly what it did; the last layer, which decodes the masks, stays the last.
    """
    grown = {name: value for name, value in given.items() if not name.startswith(LAYER)}
    for name, value in given.items():
        if not name.startswith(LAYER):
            continue
        number, rest = name[len(LAYER) :].split(".", 1)
        for copy in range(times):
            new = value
            if copy < times - 1:
                if ".output.dense." in f".{rest}":
                    new = torch.zeros_like(value)
                elif "output.LayerNorm" in rest:
                    part = rest.rsplit(".", 1)[1]
                    below = f"{LAYER}{int(number) - 1}.output.LayerNorm.{part}" if number != "0" else f"deberta.embeddings.LayerNorm.{part}"
                    new = given[below]
            grown[f"{LAYER}{int(number) * times + copy}.{rest}"] = new.clone()
    return grown


def save_state(file: Path, state: dict) -> None:
    """Saves a training's state; the file is always whole."""
    new = file.with_suffix(".new")
    torch.save(state, new)
    os.replace(new, file)


def replace(file: Path, content: bytes) -> None:
    new = file.with_name(file.name + ".new")
    new.write_bytes(content)
    os.replace(new, file)
