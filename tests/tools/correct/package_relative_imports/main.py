# Shows a package with relative imports and models in several modules, from a main.py.
from clinic import app
from fastapi.testclient import TestClient


def main() -> None:
    with TestClient(app) as client:
        assert client.post("/patients", json={"name": "Ida"}).status_code == 201
        assert client.post("/patients", json={"name": "Jon"}).status_code == 201
        visit = {"day": "2026-05-04", "reason": "cough"}
        seen = client.post("/patients/1/visits", json=visit).json()
        assert seen["visits"] == [{**visit, "id": 1}]
        assert client.post("/patients/3/visits", json=visit).status_code == 404
        listed = client.get("/patients").json()
        assert [len(patient["visits"]) for patient in listed] == [1, 0]


if __name__ == "__main__":
    main()
