"""The specification of a library: every kind of key, default, index and check."""

from typing import Any

LIBRARY: dict[str, Any] = {
    "name": "library",
    "entities": [
        {
            "name": "Reader",
            "key": "uuid7",
            "key_column": "ReaderID",
            "fields": [
                {"name": "name", "max_length": 40, "column": "Full Name"},
                {"name": "pin", "secret": True, "max_length": 12, "unique": True},
                {
                    "name": "joined_at",
                    "type": "datetime",
                    "default": "now",
                    "server_default": True,
                    "read_only": True,
                },
            ],
        },
        {
            "name": "Book",
            "key": ["isbn"],
            "table": "Book Stock",
            "fields": [
                {"name": "isbn", "max_length": 13, "column": "ISBN"},
                {"name": "pages", "type": "bigint", "ge": 1},
                {"name": "cover", "type": "bytes", "required": False},
                {"name": "opens", "type": "time", "default": "09:30:00"},
                {"name": "lent_for", "type": "timedelta", "default": "P14D"},
                {
                    "name": "state",
                    "type": "enum",
                    "values": ["new", "it's 100%"],
                    "default": "it's 100%",
                    "server_default": True,
                },
                {"name": "code", "type": "uuid", "default": "random"},
                {"name": "low", "type": "int"},
                {"name": "high", "type": "int", "index": True},
            ],
            "indexes": [
                {"fields": ["high", "low"]},
                {"fields": ["pages", "code"], "unique": True},
            ],
            "checks": [
                {"name": "in_order", "condition": "low < high"},
                {"name": "stated", "condition": "state <> 'new' or pages > 3"},
            ],
        },
        {
            "name": "Loan",
            "key": ["book", "number"],
            "fields": [{"name": "number", "type": "int", "ge": 1}],
        },
        {"name": "Profile", "key": ["reader"], "fields": [{"name": "text"}]},
        {
            "name": "Shelf",
            "plural": "shelves",
            "key": "bigint",
            "fields": [{"name": "label"}],
        },
    ],
    "relationships": [
        {
            "kind": "one-to-many",
            "source": "Book",
            "target": "Loan",
            "on_delete": "cascade",
        },
        {
            "kind": "one-to-many",
            "source": "Reader",
            "target": "Loan",
            "column": "Reader",
        },
        {"kind": "one-to-many", "source": "Reader", "target": "Profile"},
        {"kind": "one-to-many", "source": "Shelf", "target": "Book"},
        {"kind": "many-to-many", "source": "Shelf", "target": "Reader"},
    ],
}
