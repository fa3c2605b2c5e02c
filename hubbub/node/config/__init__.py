"""Configuration: what the operator wrote, checked, as frozen values (`config.limits.nick_length`).

`definition` has every key once; `not_built` says which values are refused for now; `load` reads.
"""

from .definition import Config, default_data_dir
from .load import ConfigError, from_values, load
from .model import model_server

__all__ = ["Config", "ConfigError", "default_data_dir", "from_values", "load", "model_server"]
