"""NickServ and ChanServ: what is asked in words, carried out by the commands that everybody else uses."""
