"""Parameters as keyword-only arguments: the signature is the parameter list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from inspect import Parameter as Argument
from inspect import signature
from typing import Any, TypeVar

from surae.errors import EvidenceError

T = TypeVar("T")


@cache
def parameter_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the keyword-only arguments of ``function`` that have no default.

    >>> def law(x, *, gain, unit="m"): ...
    >>> parameter_names(law)
    ('gain',)
    """
    return tuple(
        name
        for name, argument in signature(function).parameters.items()
        if argument.kind is Argument.KEYWORD_ONLY and argument.default is Argument.empty
    )


def bind(function: Callable[..., T], values: Mapping[str, Any]) -> Callable[..., T]:
    """Give ``function`` its parameters from ``values``, by name.

    Parameters
    ----------
    function
        A model function whose parameters are keyword-only arguments.
    values
        Numbers or arrays of draws, by parameter name; others are ignored.

    Raises
    ------
    EvidenceError
        If a parameter of the function has no value.
    """
    names = parameter_names(function)
    missing = [name for name in names if name not in values]
    if missing:
        raise EvidenceError("parameters", missing[0], f"needed by {function.__name__}", values)
    return partial(function, **{name: values[name] for name in names})
