"""The table of commands, family by family; `hubbub.commands.table` puts them together."""
