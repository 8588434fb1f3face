# Shows many-to-many through link_model: a link of two keys and nothing else.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class StudentCourseLink(SQLModel, table=True):
    student_id: int | None = Field(
        default=None, foreign_key="student.id", primary_key=True
    )
    course_id: int | None = Field(
        default=None, foreign_key="course.id", primary_key=True
    )


class Student(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    courses: list["Course"] = Relationship(
        back_populates="students", link_model=StudentCourseLink
    )


class Course(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    students: list[Student] = Relationship(
        back_populates="courses", link_model=StudentCourseLink
    )


engine = create_engine("sqlite:///school.db")


def create_students():
    with Session(engine) as session:
        pottery = Course(title="Pottery")
        welding = Course(title="Welding")
        mina = Student(name="Mina", courses=[pottery, welding])
        noor = Student(name="Noor", courses=[welding])
        session.add(mina)
        session.add(noor)
        session.commit()

        print("Mina's courses:", [course.title for course in mina.courses])
        print("In welding:", [student.name for student in welding.students])


def drop_out():
    with Session(engine) as session:
        statement = (
            select(Student)
            .where(Student.name == "Mina")
            .options(selectinload(Student.courses))
        )
        mina = session.exec(statement).one()
        pottery = next(course for course in mina.courses if course.title == "Pottery")
        mina.courses.remove(pottery)
        session.add(mina)
        session.commit()
        assert [course.title for course in mina.courses] == ["Welding"]


def main():
    SQLModel.metadata.create_all(engine)
    create_students()
    drop_out()


if __name__ == "__main__":
    main()
