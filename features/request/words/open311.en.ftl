# Other platforms
api-keys = Other platforms
api-keys-what = Other platforms send requests in with a key (Open311). Reading the public ledger needs none.
api-keys-none = No key has been given out
api-keys-new = Give out a key
api-keys-name = For whom
api-keys-name-hint = For example: the street's app
api-keys-make = Make the key
api-keys-fresh = The key is shown only this once; write it down now:
api-keys-made = Given out { $day }
api-keys-ended = Ended
api-keys-end = End it
api-keys-address = Address of the interface
open311-note = Where exactly
open311-note-hint = For example: second floor, by the stairs
open311-nature = Urgent, hard, worrying, longed for
open311-nature-hint = Several may be chosen
refusal-api-key-name = Say for whom it is, in at most 40 characters
