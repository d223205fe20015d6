"""Jinja as our pages use it: what a page does a thousand times goes the shortest way, and says the same.

Measured on an inbox of fifty rows: its 900 values are put out in a tenth of the time, its 270 calls in a third.
"""

import re
from collections.abc import MutableMapping
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context
from markupsafe import Markup, escape

from regulars.web.reader import held

SPECIAL = re.compile("[&<>'\"]").search
# From here on it is quicker to let C look through it.
LONG = 300
PLAIN = frozenset({FunctionType, MethodType, BuiltinMethodType})


def put(value: Any) -> str:
    """A value as it stands in HTML. As `escape` gives it; of plain words and of what is HTML already it makes no new
    `Markup`, which takes longer than anything else here."""
    kind = type(value)
    if kind is Markup or (kind is str and len(value) < LONG and not SPECIAL(value)):
        said: str = value
        return said
    return escape(value)


class Putting(CodeGenerator):
    """Compiles `{{ value }}` into `put` where Jinja's own has `escape`, as its native templates do for theirs."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.put({finalize.src or ''}")


class Calling(Context):
    """Calls a plain function at once; Jinja asks each four times whether it wants the context."""

    def call(self, what: Any, /, *args: Any, **kwargs: Any) -> Any:
        if type(what) not in PLAIN or hasattr(what, "jinja_pass_arg"):
            return super().call(what, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return what(*args, **kwargs)


class Sheet(Template):
    """A template that asks once for whom it is made."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        with held():
            return super().render(*args, **kwargs)


class Press(Environment):
    """Makes our templates. A name that a page did not give is an error, never an empty string."""

    code_generator_class = Putting
    context_class = Calling
    template_class = Sheet
    put = staticmethod(put)

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "undefined": StrictUndefined}, trim_blocks=True, lstrip_blocks=True)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template. In one dict: Jinja's chain of two is looked through at each import."""
        return {**self.globals, **(d or {})}
