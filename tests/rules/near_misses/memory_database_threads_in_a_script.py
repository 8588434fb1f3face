from sqlmodel import Session, create_engine, text

engine = create_engine("sqlite://")
with Session(engine) as session:
    session.exec(text("SELECT 1"))
