"""What the drivers say of the store as a whole is our word for it; what they say of a value is not."""

import asyncpg
import pytest

from dialogs.errors import StoreUnavailable
from storage.faults import translated


def test_a_connection_that_the_driver_lost_is_a_store_that_cannot_be_used() -> None:
    with pytest.raises(StoreUnavailable, match="connection is closed"), translated():
        raise asyncpg.InterfaceError("connection is closed")


def test_a_value_that_the_driver_cannot_send_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="invalid input"), translated():
        raise asyncpg.exceptions._base.DataError("invalid input for query argument $1")
