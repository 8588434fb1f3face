# Shows an association object: the link has columns of its own and both relationships.
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Recipe(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(unique=True)
    uses: list["Use"] = Relationship(back_populates="recipe", cascade_delete=True)


class Ingredient(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    uses: list["Use"] = Relationship(back_populates="ingredient", cascade_delete=True)


class Use(SQLModel, table=True):
    recipe_id: int | None = Field(
        default=None, foreign_key="recipe.id", primary_key=True, ondelete="CASCADE"
    )
    ingredient_id: int | None = Field(
        default=None,
        foreign_key="ingredient.id",
        primary_key=True,
        ondelete="CASCADE",
        index=True,
    )
    grams: int
    optional: bool = False
    recipe: Recipe = Relationship(back_populates="uses")
    ingredient: Ingredient = Relationship(back_populates="uses")


engine = create_engine("sqlite:///kitchen.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    flour, butter = Ingredient(name="flour"), Ingredient(name="butter")
    shortbread = Recipe(title="Shortbread")
    shortbread.uses = [
        Use(ingredient=flour, grams=300),
        Use(ingredient=butter, grams=200),
    ]
    roux = Recipe(title="Roux", uses=[Use(ingredient=flour, grams=40)])
    session.add_all([shortbread, roux])
    session.commit()

with Session(engine) as session:
    recipes = session.exec(
        select(Recipe)
        .options(selectinload(Recipe.uses).selectinload(Use.ingredient))
        .order_by(Recipe.title)
    ).all()
    weights = {
        recipe.title: {use.ingredient.name: use.grams for use in recipe.uses}
        for recipe in recipes
    }
    assert weights == {
        "Roux": {"flour": 40},
        "Shortbread": {"flour": 300, "butter": 200},
    }

    session.delete(recipes[0])
    session.commit()
    assert len(session.exec(select(Use)).all()) == 2
