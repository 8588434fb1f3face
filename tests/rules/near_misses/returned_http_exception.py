from fastapi import FastAPI, HTTPException

app = FastAPI()


def not_found(name: str) -> HTTPException:
    return HTTPException(404, f"{name} not found")


@app.get("/raised")
def raised() -> None:
    raise not_found("hero")


@app.get("/returned")
def returned() -> None:
    return HTTPException(404)  # expect: SQM093
