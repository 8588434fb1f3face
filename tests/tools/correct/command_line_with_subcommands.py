# Shows a command line tool that keeps its data in SQLite.
# ruff: noqa: T201, RUF100 - it prints
import argparse

from sqlmodel import Field, Session, SQLModel, col, create_engine, select

engine = create_engine("sqlite:///tasks.db")


class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    done: bool = Field(default=False, index=True)


def add(args: argparse.Namespace) -> str:
    with Session(engine) as session:
        task = Task(title=args.title)
        session.add(task)
        session.commit()
        return f"added {task.id}"


def done(args: argparse.Namespace) -> str:
    with Session(engine) as session:
        task = session.get(Task, args.id)
        if task is None:
            return f"no task {args.id}"
        task.done = True
        session.commit()
        return f"done: {task.title}"


def show(_args: argparse.Namespace) -> str:
    with Session(engine) as session:
        open_tasks = (
            select(Task).where(col(Task.done).is_(False)).order_by(col(Task.id))
        )
        return "\n".join(f"{task.id} {task.title}" for task in session.exec(open_tasks))


def main(arguments: list[str]) -> str:
    parser = argparse.ArgumentParser(prog="tasks")
    commands = parser.add_subparsers(required=True)
    adding = commands.add_parser("add")
    adding.add_argument("title")
    adding.set_defaults(run=add)
    finishing = commands.add_parser("done")
    finishing.add_argument("id", type=int)
    finishing.set_defaults(run=done)
    commands.add_parser("show").set_defaults(run=show)
    SQLModel.metadata.create_all(engine)
    args = parser.parse_args(arguments)
    return args.run(args)


if __name__ == "__main__":
    print(main(["add", "water the fern"]))
    print(main(["add", "post the letter"]))
    print(main(["done", "1"]))
    print(main(["done", "9"]))
    assert main(["show"]) == "2 post the letter"
