"""Mermaid erDiagrams: a grammar of lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.mermaid_edges import Edge, connect
from mcp_server.scaffold.readers.tables.schema import Column, Schema, Table

LONGEST, MOST_LINES, MOST_EDGES = 200_000, 5_000, 300
NAME = r'"[^"]{1,200}"|[^\W\d][\w.]*(?:-\w+)*'
CARDINALITY = (
    r"(?P<left>[|o}]o|o\||[|}]\||[o|]\{)\s*(?:--|\.\.|-\.|\.-)\s*"
    r"(?P<right>o[|{}]|\|[|{}]|\|o|\}[o|])"
)
WORDS = {
    "one or zero": "|o",
    "zero or one": "|o",
    "one or more": "}|",
    "one or many": "}|",
    "many(1)": "}|",
    "1+": "}|",
    "zero or more": "}o",
    "zero or many": "}o",
    "many(0)": "}o",
    "0+": "}o",
    "many": "}o",
    "only one": "||",
    "1": "||",
    "one": "||",
}
SAID = "|".join(re.escape(words) for words in sorted(WORDS, key=len, reverse=True))
SPOKEN = rf"(?P<from>{SAID})\s+(?:optionally\s+)?to\s+(?P<to>{SAID})"
CLASS = r"(?:\s*:::\s*[\w,]+)?"
RELATION = re.compile(
    rf"(?P<one>{NAME}){CLASS}\s*(?:{CARDINALITY}|\s{SPOKEN}\s)\s*(?P<two>{NAME}){CLASS}"
    r"\s*(?::\s*(?P<label>.*))?"
)
ENTITY = re.compile(
    rf"(?P<name>{NAME})\s*(?:\[(?P<alias>[^\]]*)\])?{CLASS}\s*(?P<body>\{{.*)?"
)
IGNORED = re.compile(
    r"(erDiagram|direction\s|title\b|accTitle\b|accDescr\s*:|classDef\s|class\s|style\s"
    r"|```|%%)"
)
# A comment cannot have quotes; many are written in it all the same.
QUOTED = r'"(?:[^"\\]|\\.)*"|"[^"]*"'
WORD = re.compile(QUOTED + r"|,|[^\s,\"()]+(?:\([^()]*\))?(?:\[\])?")
FENCE = "```mermaid"
KEYS = {"PK", "FK", "UK"}
MAYBE = {"nullable", "optional", "null", "can be null"}


@dataclass
class Diagram:
    """What the lines say, before entities are connected."""

    schema: Schema = field(default_factory=lambda: Schema(physical=False))
    tables: dict[str, Table] = field(default_factory=dict)
    """By the name that lines use."""
    foreign: dict[str, list[str]] = field(default_factory=dict)
    """Columns marked FK, by table."""
    edges: list[Edge] = field(default_factory=list)

    def table(self, name: str) -> Table:
        """The entity of a name, made on its first mention."""
        plain = name.strip('"')
        if plain not in self.tables:
            self.tables[plain] = Table(plain)
            self.schema.tables.append(self.tables[plain])
        return self.tables[plain]


def read_mermaid(text: str) -> Schema:
    """The entities of a diagram.

    Raises:
        InvalidSpec: a line is nothing of an erDiagram; with its number.
    """
    lines = text.splitlines()
    if len(text) > LONGEST or len(lines) > MOST_LINES:
        raise InvalidSpec(
            f"The diagram has {len(text):,} characters in {len(lines):,} lines; send "
            f"at most {LONGEST:,} in {MOST_LINES:,}."
        )
    diagram = Diagram()
    rest = _outside(lines)
    for number, line in rest:
        _line(diagram, number, line, rest)
    if not diagram.tables:
        raise InvalidSpec(
            "There is no entity in the erDiagram; send one such as "
            "`POST { string title }`."
        )
    connect(diagram.schema, diagram.edges, diagram.foreign)
    _assume(diagram.schema)
    return diagram.schema


def _outside(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines of the diagram, with their numbers: no front matter, no comments."""
    inside = False
    fenced = any(line.strip().startswith(FENCE) for line in lines)
    for number, line in enumerate(lines, 1):
        plain = line.strip("\ufeff \t")
        if plain.startswith("```"):
            # Of an answer of an assistant, only what it calls a diagram.
            fenced = not plain.startswith(FENCE)
            continue
        if fenced:
            continue
        if plain == "---" or (inside and plain == "..."):
            inside = not inside
        elif not inside and plain and not plain.startswith("%%"):
            yield number, plain


def _line(
    diagram: Diagram, number: int, line: str, rest: Iterator[tuple[int, str]]
) -> None:
    if re.match(r"accDescr\s*\{", line):
        while "}" not in line:
            _, line = next(rest, (number, "}"))
        return
    for part in line.split(";") if ";" in line and '"' not in line else [line]:
        if IGNORED.match(part.strip()) or not part.strip():
            continue
        if relation := RELATION.fullmatch(part.strip()):
            _relation(diagram, relation)
        elif entity := ENTITY.fullmatch(part.strip()):
            _entity(diagram, number, entity, rest)
        else:
            raise InvalidSpec(
                f"Line {number}: `{part.strip()[:60]}` is no entity and no "
                "relationship; send lines such as `POST { string title }` or "
                "`USER ||--o{ POST : writes`."
            )


def _relation(diagram: Diagram, found: re.Match[str]) -> None:
    left, right = found["left"], found["right"]
    if left is None:
        left, right = WORDS[found["from"]], WORDS[found["to"]]
    edge = Edge(
        diagram.table(found["one"]).name,
        diagram.table(found["two"]).name,
        left_many="}" in left or "{" in left,
        right_many="{" in right or "}" in right,
        left_optional="o" in left,
        right_optional="o" in right,
        label=(found["label"] or "").strip().strip('"'),
    )
    diagram.edges.append(edge)
    if len(diagram.edges) > MOST_EDGES:
        raise InvalidSpec(
            f"There are more than {MOST_EDGES} relationships; send fewer."
        )


def _entity(
    diagram: Diagram, number: int, found: re.Match[str], rest: Iterator[tuple[int, str]]
) -> None:
    table = diagram.table(found["name"])
    if found["alias"] is not None and (alias := found["alias"].strip().strip('"')):
        _rename(diagram, table, alias)
    if found["body"] is None:
        return
    body, line = found["body"][1:], number
    while "}" not in _unquoted(body):
        _attributes(diagram, table, line, body)
        line, body = next(rest, (0, ""))
        if not line:
            raise InvalidSpec(
                f"Line {number}: the attributes of {table.name} do not end; send `}}` "
                "after the last."
            )
    inside, _, after = _at_brace(body)
    _attributes(diagram, table, line, inside)
    if after.strip() and not after.strip().startswith("%%"):
        _line(diagram, line, after.strip(), rest)


def _unquoted(text: str) -> str:
    return re.sub(QUOTED, lambda one: "_" * len(one[0]), text)


def _at_brace(text: str) -> tuple[str, str, str]:
    end = _unquoted(text).index("}")
    return text[:end], "}", text[end + 1 :]


def _rename(diagram: Diagram, table: Table, alias: str) -> None:
    for edge in diagram.edges:
        edge.left = alias if edge.left == table.name else edge.left
        edge.right = alias if edge.right == table.name else edge.right
    if table.name in diagram.foreign:
        diagram.foreign[alias] = diagram.foreign.pop(table.name)
    table.name = alias


def _attributes(diagram: Diagram, table: Table, number: int, text: str) -> None:
    """Attributes: type, name, keys and a comment, one after the other."""
    words = WORD.findall(text)
    position = 0
    while position < len(words):
        pair = words[position : position + 2]
        if len(pair) < 2 or any(word[0] in '",' for word in pair):
            raise InvalidSpec(
                f"Line {number}: `{text.strip()[:60]}` is no attribute of "
                f"{table.name}; send type and name, such as `string title UK`."
            )
        position += 2
        keys: set[str] = set()
        while position < len(words) and words[position].upper() in KEYS | {","}:
            keys.add(words[position].upper())
            position += 1
        comment = ""
        if position < len(words) and words[position].startswith('"'):
            comment = words[position][1:-1].replace('\\"', '"')
            position += 1
        _attribute(diagram, table, pair, keys, comment)


def _attribute(
    diagram: Diagram, table: Table, pair: list[str], keys: set[str], comment: str
) -> None:
    kind, name = pair[0], pair[1]
    if name.startswith("*"):
        name, keys = name[1:] or "id", keys | {"PK"}
    optional = kind.endswith("?") or comment.lower() in MAYBE
    column = Column(name, kind.rstrip("?"), nullable=optional, comment=comment)
    if kind.lower().startswith("enum"):
        _enumerate(column)
    if table.column(name):
        diagram.schema.left_out.add(f"{table.name}.{name}", "is said twice")
        return
    table.columns.append(column)
    if len(table.columns) > MOST_EDGES:
        raise InvalidSpec(f"{table.name} has too many attributes; send at most 60.")
    if "PK" in keys:
        table.key.append(name)
    if "UK" in keys:
        table.uniques.append([name])
    if "FK" in keys:
        diagram.foreign.setdefault(table.name, []).append(name)


def _enumerate(column: Column) -> None:
    """Values in brackets or in the comment: `enum(a,b)`, `"a | b"`."""
    inside = re.search(r"\((.*)\)", column.type)
    given = inside[1] if inside else column.comment
    values = [one.strip(" '`") for one in re.split(r"[,|/]", given)]
    if len(values) > 1 and all(re.fullmatch(r"[\w .-]{1,32}", one) for one in values):
        column.values, column.type = values, "enum"


def _assume(schema: Schema) -> None:
    schema.assumed.add(
        "", "Attributes are required unless their comment is `optional`."
    )
    for table in schema.tables:
        if not table.columns:
            table.columns.append(Column("name", "string", nullable=False))
            schema.assumed.add(table.name, "has no attributes; a `name` is added")
