"""One key, several keys, and a choice between them."""

from sqlmodel import Field, Relationship, SQLModel

OPTIONS = {"foreign_keys": "Message.recipient_id"}


class Follow(SQLModel, table=True):
    follower_id: int = Field(foreign_key="user.id", primary_key=True)
    followed_id: int = Field(foreign_key="user.id", primary_key=True, index=True)


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    boss_id: int | None = Field(default=None, foreign_key="user.id", index=True)
    boss: "User" = Relationship(sa_relationship_kwargs={"remote_side": "User.id"})
    sent: list["Message"] = Relationship(
        back_populates="sender",
        sa_relationship_kwargs={"foreign_keys": "Message.sender_id"},
    )
    received: list["Message"] = Relationship()  # expect: SQM063
    notes: list["Note"] = Relationship(back_populates="user")
    follows: list["User"] = Relationship(link_model=Follow)  # expect: SQM063
    followers: list["User"] = Relationship(
        link_model=Follow,
        sa_relationship_kwargs={
            "primaryjoin": "User.id == Follow.followed_id",
            "secondaryjoin": "User.id == Follow.follower_id",
        },
    )


class Message(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    sender_id: int = Field(foreign_key="user.id", index=True)
    recipient_id: int = Field(foreign_key="user.id", index=True)
    sender: User = Relationship(
        back_populates="sent",
        sa_relationship_kwargs={"foreign_keys": "[Message.sender_id]"},
    )
    recipient: User = Relationship()  # expect: SQM063
    joined: User = Relationship(sa_relationship_kwargs=OPTIONS)


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    user: User = Relationship(back_populates="notes")
