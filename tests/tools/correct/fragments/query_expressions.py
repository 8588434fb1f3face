# Shows statements that are built and not executed, for models of the page.
# ruff: noqa: F821, RUF100 - names come from the page around it
statement = select(Book).where(Book.year > 2000).order_by(col(Book.title))
newest = select(func.max(Book.year))
by_author = (
    select(Author.name, func.count(col(Book.id)))
    .join(Book, col(Book.author_id) == Author.id)
    .group_by(Author.name)
)
with_books = select(Author).options(selectinload(Author.books))
