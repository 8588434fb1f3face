# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "aiosqlite>=0.21,<1",
#   "anyio>=4.9,<5",
#   "fastapi>=0.165,<1",
#   "httpx2",
#   "jinja2>=3.1,<4",
#   "mcp>=2.3,<3",
#   "pydantic>=2.12,<3",
#   "pytest>=9.0,<10",
#   "pyyaml>=6.0.2,<7",
#   "rich>=14,<16",
#   "sqlmodel[asyncio]>=0.0.50,<0.1",
#   "typer>=0.16,<1",
# ]
# ///
"""Show the main job: an MCP client scaffolds, validates and explains over stdio."""

import json
import sys
import textwrap
from pathlib import Path
from typing import Any

import anyio
from mcp import Client, StdioServerParameters

HERE = Path(__file__).resolve().parent
SERVER = StdioServerParameters(
    command=sys.executable, args=[str(HERE / "serve.py")], cwd=HERE.parent
)
SNIPPET = """\
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    posts: list["Post"] = Relationship(back_populates="author")


class Post(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int = Field(foreign_key="author.id", index=True)
    author: Author = Relationship(back_populates="posts")


engine = create_engine("postgresql+psycopg://app:secret@db.internal/blog")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    for number in range(10):
        author = Author(name=f"author {number}")
        session.add(Post(title=f"post {number}", author=author))
    session.commit()


def list_posts() -> list[str]:
    with Session(engine) as session:
        posts = session.exec(select(Post).order_by(Post.id)).all()
        return [f"{post.title} by {post.author.name}" for post in posts]


print(list_posts()[0])
"""
TRACEBACK = """\
Traceback (most recent call last):
  File "/srv/blog/app/routers/posts.py", line 27, in read_post
    return {"title": post.title, "author": post.author.name}
sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <Post at 0x7f6a1c0> is not \
bound to a Session; lazy load operation of attribute 'author' cannot proceed \
(Background on this error at: https://sqlalche.me/e/21/bhk3)
"""


async def main() -> None:
    """Ask the tools one question each and print the answers."""
    async with Client(SERVER) as client:
        spec = json.loads((HERE / "blog.json").read_text(encoding="utf-8"))
        show_scaffold(await ask(client, "scaffold_models", spec=spec))
        show_check(await ask(client, "check_code", code=SNIPPET))
        show_validation(await ask(client, "validate_snippet", code=SNIPPET))
        show_explanation(
            await ask(client, "explain_problem", symptom=TRACEBACK, reproduce=True)
        )


async def ask(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """The structured answer of a tool."""
    answer = await client.call_tool(tool, arguments)
    if answer.is_error or answer.structured_content is None:
        sys.exit(f"{tool} failed: {answer.content}")
    content: dict[str, Any] = answer.structured_content
    return content


def show_scaffold(answer: dict[str, Any]) -> None:
    """Print the files of a project and what running it proved."""
    proof = answer["proof"]
    heading("scaffold_models", "a blog with users, posts and tags")
    for path, text in answer["files"].items():
        print(f"  {path} ({len(text.splitlines())} lines)")
    print(textwrap.indent(answer["diagram"], "  "))
    for check in proof["checks"]:
        print(f"  {'ok  ' if check['passed'] else 'FAIL'} {check['name']}")
    told = f"{proof['tests_passed']} generated tests passed"
    print(f"  {told}, {proof['tests_failed']} failed, in {proof['duration_ms']} ms")


def show_check(answer: dict[str, Any]) -> None:
    """Print what the static rules see."""
    heading("check_code", "the same rules as on the command line")
    for finding in answer["findings"]:
        place = f"{finding['file']}:{finding['line']}"
        print(f"  {finding['rule']} {finding['severity']} at {place}")
        print(f"    {finding['message']} {finding['fix']}")


def show_validation(answer: dict[str, Any]) -> None:
    """Print what running a snippet showed."""
    heading("validate_snippet", "a list query with an N+1")
    print(f"  {answer['status']}, {answer['statements']['total']} SQL statements")
    for finding in answer["findings"]:
        place = f"{finding['file']}:{finding['line']}"
        print(f"  {finding['severity']} at {place}: {finding['message']}")
        print(f"    {SNIPPET.splitlines()[finding['line'] - 1].strip()}")
        print(f"    fix: {finding['fix']}")
    for text in answer["redirected"]:
        print(f"  redirected: {text}")
    missing = ", ".join(answer["sandbox"]["missing"]) or "nothing"
    print(f"  sandbox: {answer['sandbox']['level']}; not walled off: {missing}")


def show_explanation(answer: dict[str, Any]) -> None:
    """Print the diagnosis of an error."""
    heading("explain_problem", "a DetachedInstanceError from a log")
    best = answer["diagnoses"][0]
    print(f"  {best['title']} ({best['problem']}), confidence {best['confidence']}")
    for name in ("cause", "fix", "page"):
        print(f"  {name}: {best[name]}")
    print(f"  run now: {best['reproduction']['summary']}")


def heading(tool: str, what: str) -> None:
    """Print the title of one answer."""
    print(f"\n== {tool}: {what} ==")


if __name__ == "__main__":
    anyio.run(main)
