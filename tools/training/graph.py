"""The network as ONNX, written by hand: weights in 8 bits, one scale a column; what is multiplied with them is cut to 8
bits too, on a scale measured once, so that a text reads the same alone and among others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tools.training.net import EPSILON, HEADS, WIDTH

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]
# The smallest and the largest that was seen going into each product.
Ranges = Mapping[str, tuple[float, float]]
MICROSOFT = "com.microsoft"


@dataclass(slots=True)
class Sheet:
    """A graph while it is written. Without `ranges` its products stay in float32, to measure them."""

    weights: Weights
    ranges: Ranges | None
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    products: dict[str, str] = field(default_factory=dict)

    def constant(self, value: NDArray[np.generic]) -> str:
        """The name of a value that never changes."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, *given: str, outputs: int = 1, domain: str = "", **more: Any) -> list[str]:
        """The names of what an operation gives."""
        names = [f"t{len(self.nodes)}_{place}" for place in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(given), names, domain=domain, **more))
        return names

    def one(self, kind: str, *given: str, domain: str = "", **more: Any) -> str:
        """The name of the one thing that it gives."""
        return self.op(kind, *given, domain=domain, **more)[0]

    def weight(self, name: str) -> str:
        """A weight of the network as it is."""
        return self.constant(self.weights[name])

    def sizes(self, *numbers: int) -> str:
        """A list of whole numbers."""
        return self.constant(np.array(numbers, np.int64))

    def norm(self, x: str, name: str) -> str:
        """Layer normalization."""
        return self.one(
            "LayerNormalization",
            x,
            self.weight(f"{name}.weight"),
            self.weight(f"{name}.bias"),
            axis=-1,
            epsilon=EPSILON,
        )

    def products_of(self, x: str, name: str, parts: int = 1) -> list[str]:
        """A linear map, in 8 bits where the range of what goes in is known, its result in so many equal parts."""
        self.products[name] = x
        pairs = zip(
            np.split(self.weights[f"{name}.weight"].T, parts, axis=1),
            np.split(self.weights[f"{name}.bias"], parts),
            strict=True,
        )
        if self.ranges is None:
            return [self.linear(x, matrix, bias) for matrix, bias in pairs]
        step, nought = grid(*self.ranges[name])
        scale, zero = self.constant(step), self.constant(nought)
        # Microsoft's own: older releases of onnxruntime know this one, and not that of operator set 23.
        cut = self.one("QuantizeLinear", x, scale, zero, domain=MICROSOFT)
        return [self.whole_product((cut, scale, zero), matrix, bias) for matrix, bias in pairs]

    def product(self, x: str, name: str) -> str:
        """The same, its result in one."""
        return self.products_of(x, name)[0]

    def linear(self, x: str, matrix: Floats, bias: Floats) -> str:
        """A linear map in float32."""
        return self.one("Add", self.one("MatMul", x, self.constant(matrix)), self.constant(bias))

    def whole_product(self, given: tuple[str, str, str], matrix: Floats, bias: Floats) -> str:
        """A linear map in whole numbers, of what was cut to (8 bits, scale, nought)."""
        cut, scale, zero = given
        whole, scales = in_eight_bits(matrix, axis=0)
        middle = self.constant(np.zeros(len(scales), np.int8))
        wide = (cut, self.constant(whole), scale, self.constant(scales), zero, middle, self.constant(bias))
        return self.one("MatMulIntegerToFloat", *wide, domain=MICROSOFT)


def in_eight_bits(matrix: Floats, axis: int) -> tuple[NDArray[np.int8], Floats]:
    """Whole numbers from -127 to 127, and a scale for each row (axis 1) or column (axis 0)."""
    scales = np.maximum(np.abs(matrix).max(axis), 1e-9) / 127
    return np.round(matrix / np.expand_dims(scales, axis)).astype(np.int8), scales.astype(np.float32)


def grid(low: float, high: float) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """The scale of what goes into a product, and which of its 256 steps is nought."""
    low, high = min(low, 0.0), max(high, 0.0)
    scale = (high - low) / 255
    return np.array(scale, np.float32), np.array(round(-low / scale), np.uint8)


def words(sheet: Sheet, ids: str) -> str:
    """The pieces as vectors, each with its place. The table stays in 8 bits; only the rows asked for are widened."""
    whole, scales = in_eight_bits(sheet.weights["words.weight"], axis=1)
    rows = sheet.one("Cast", sheet.one("Gather", sheet.constant(whole), ids), to=TensorProto.FLOAT)
    x = sheet.one("Mul", rows, sheet.one("Gather", sheet.constant(scales[:, None]), ids))
    length = sheet.one("Slice", sheet.one("Shape", ids), sheet.sizes(1), sheet.sizes(2))
    places = sheet.one("Slice", sheet.weight("places"), sheet.sizes(0), length, sheet.sizes(0))
    return sheet.norm(sheet.one("Add", x, places), "norm")


def layer(sheet: Sheet, x: str, name: str) -> str:
    """One layer further. Sums and norms stay apart: onnxruntime's one for both takes three times as long."""
    parts = sheet.products_of(x, f"{name}.qkv", 3)
    seen = sheet.one("Attention", *parts, q_num_heads=HEADS, kv_num_heads=HEADS)
    x = sheet.norm(sheet.one("Add", x, sheet.product(seen, f"{name}.out")), f"{name}.out_norm")
    wide = sheet.one("Gelu", sheet.product(x, f"{name}.inner"), domain=MICROSOFT)
    return sheet.norm(sheet.one("Add", x, sheet.product(wide, f"{name}.outer")), f"{name}.outer_norm")


def named(sheet: Sheet, given: str, name: str) -> None:
    """Give a value out under a name."""
    sheet.nodes.append(helper.make_node("Identity", [given], [name]))


def leave(sheet: Sheet, x: str, name: str, meaning: bool = True) -> None:
    """The exit: logits, and vectors where there is a `meaning`. These small products stay in float32."""

    def linear(given: str, part: str) -> str:
        return sheet.linear(given, sheet.weights[f"{name}.{part}.weight"].T, sheet.weights[f"{name}.{part}.bias"])

    mean = sheet.one("ReduceMean", x, sheet.sizes(1), keepdims=0)
    first = sheet.one("Squeeze", sheet.one("Slice", x, *map(sheet.sizes, (0, 1, 1))), sheet.sizes(1))
    felt = sheet.one("Gelu", linear(sheet.one("Concat", first, mean, axis=1), "feeling"), domain=MICROSOFT)
    if meaning:
        meant = linear(mean, "meaning")
        named(sheet, sheet.one("Div", meant, sheet.one("ReduceL2", meant, sheet.sizes(1), keepdims=1)), "vectors")
    named(sheet, linear(felt, "labels"), "logits")


def finished(sheet: Sheet, given: Sequence[onnx.ValueInfoProto], wanted: Sequence[str]) -> onnx.ModelProto:
    """The graph as a model. `wanted` are the values that it gives out."""
    told = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in wanted]
    graph = helper.make_graph(sheet.nodes, "encoder", given, told, sheet.constants)
    versions = [helper.make_opsetid("", 23), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=versions, ir_version=10, producer_name="regulars")


IDS = helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "pieces"])
EMBEDDED = helper.make_tensor_value_info("words", TensorProto.FLOAT, ["texts", "pieces", WIDTH])


def lookup(weights: Weights) -> onnx.ModelProto:
    """From the pieces of texts, all of one length, to their `words`, with which all networks begin."""
    sheet = Sheet(weights, None)
    named(sheet, words(sheet, "ids"), "words")
    return finished(sheet, [IDS], ["words"])


def above_words(
    weights: Weights, depth: int, ranges: Ranges | None, *, meaning: bool = True, measured: bool = False
) -> onnx.ModelProto:
    """From `words` to the exit after `depth` layers. Where it is `measured`, gives out what goes into each product, by
    the product's name."""
    sheet = Sheet(weights, ranges)
    x = "words"
    for place in range(depth):
        x = layer(sheet, x, f"layers.{place}")
    leave(sheet, x, f"exits.{depth}", meaning)
    if measured:
        for name, given in sheet.products.items():
            named(sheet, given, name)
    told = [*(["vectors"] if meaning else []), "logits", *(sheet.products if measured else ())]
    return finished(sheet, [EMBEDDED], told)
