"""Records relationships that were loaded for a response that does not have them."""

from collections.abc import Sequence
from contextlib import suppress
from types import CodeType
from typing import Any, get_args

import fastapi.routing
from pydantic import BaseModel
from sqlalchemy.orm import InstanceState

from mcp_server.observe import activity
from mcp_server.observe.recorders import endpoint_code
from mcp_server.observe.recorders.hooks import replace
from mcp_server.observe.recorders.recorder import Recorder

MAX_NAME = 100
MOST = 50
EAGER = {"selectin", "joined", "subquery", "immediate"}


class OmittedRecorder(Recorder):
    """Compares the rows that an endpoint returns with its response model."""

    def install(self) -> None:
        """Start listening."""
        self._told: set[tuple[Any, ...]] = set()
        replace(fastapi.routing, "serialize_response", self._serialising)

    def _serialising(self, original: Any) -> Any:
        async def serialise(**options: Any) -> Any:
            content = await original(**options)
            if not (activity.is_own() or options.get("include")):
                with suppress(Exception):  # rows and models may raise anything
                    self._look(options.get("field"), options.get("response_content"))
            return content

        return serialise

    def _look(self, field: Any, returned: Any) -> None:
        """At the first row: what is loaded of it and is no field of the answer."""
        many = isinstance(returned, Sequence) and not isinstance(returned, str)
        row = next(iter(returned), None) if many else returned
        state = getattr(row, "_sa_instance_state", None)
        answer = _model(field.field_info.annotation if field else type(row))
        if state is None or answer is None or answer.model_computed_fields:
            return
        for name in state.mapper.relationships.keys():  # noqa: SIM118 - no dictionary
            is_loaded = name in state.dict and name not in _fields(answer)
            if is_loaded and _is_meant(state, name):
                self._tell(state.class_, name, answer)

    def _tell(self, class_: type, name: str, answer: type[BaseModel]) -> None:
        file, line = self.endpoint()
        key = (class_, name, answer, file, line)
        if key in self._told or len(self._told) >= MOST or file is None:
            return
        self._told.add(key)
        self.write(
            "omitted",
            model=class_.__name__[:MAX_NAME],
            attribute=name[:MAX_NAME],
            answer=answer.__name__[:MAX_NAME],
            is_table=hasattr(answer, "__table__"),
            here=endpoint_code.names(_code(), name),
            file=file,
            line=line,
        )


def _model(annotation: Any) -> type[BaseModel] | None:
    """The model in `Team`, `list[Team]` or `Team | None`, if there is just one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = {_model(one) for one in get_args(annotation) if one is not type(None)}
    return found.pop() if len(found) == 1 else None


def _fields(answer: type[BaseModel]) -> set[str]:
    """The names by which it reads attributes of the row."""
    names = set(answer.model_fields)
    for field in answer.model_fields.values():
        names |= {str(field.alias), str(field.validation_alias)}
    return names


def _is_meant(state: InstanceState[Any], name: str) -> bool:
    """It was loaded on purpose, and nothing but a response can be the purpose."""
    code = _code()
    if code is None or endpoint_code.may_use(code, name):
        return False
    if _has_properties(state.class_):
        return False
    return name in _asked(state) or endpoint_code.loads(code, name)


def _code() -> CodeType | None:
    """Of the endpoint of the request being answered."""
    request = activity.request.get()
    return request.endpoint if request else None


def _asked(state: InstanceState[Any]) -> set[str]:
    """Relationships that the options of the query have loaded."""
    return {
        element.path[1].key
        for option in state.load_options
        for element in getattr(option, "context", ())
        if len(element.path) > 1 and _strategy(element) in EAGER
    }


def _strategy(element: Any) -> Any:
    return dict(element.strategy or ()).get("lazy")


def _has_properties(class_: type) -> bool:
    """The answer may have what a property of the row makes of the relationship."""
    own = (one for one in class_.__mro__ if one.__module__ == class_.__module__)
    return any(isinstance(v, property) for one in own for v in vars(one).values())
