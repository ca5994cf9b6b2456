"""Importing this makes the `protobuf` package importable.

Where the running Python lacks it, or has one that is too old, the program starts again, with its
arguments, in a virtual environment that has it.
"""
import environments


def is_there():
    try:
        from google.protobuf import message_factory
        return hasattr(message_factory, "GetMessageClass")
    except ImportError:
        return False


environments.go_on_with("protobuf-venv", ["protobuf==6.33.1"], is_there)
