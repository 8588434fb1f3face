# Shows unittest: setUp makes the database, addCleanup removes it.
import unittest

from sqlmodel import Field, Session, SQLModel, create_engine, select


class Flag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    colours: int


class FlagTest(unittest.TestCase):
    def setUp(self):
        self.engine = create_engine("sqlite://")
        self.addCleanup(self.engine.dispose)
        SQLModel.metadata.create_all(self.engine)

    def test_flag_is_stored(self):
        with Session(self.engine) as session:
            session.add(Flag(colours=3))
            session.commit()
            self.assertEqual(session.exec(select(Flag.colours)).all(), [3])

    def test_no_flag(self):
        with Session(self.engine) as session:
            self.assertIsNone(session.get(Flag, 1))


if __name__ == "__main__":
    unittest.main()
