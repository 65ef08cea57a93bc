# The API
refusal-api-tab-unknown = There is no such tab.
refusal-api-n-out-of-range = A page holds 1 to 100.
refusal-api-cursor-unreadable = This is not the next of the page before.
refusal-api-key-missing = Name this submission in Idempotency-Key, the same for each repetition.
refusal-api-place-unknown = There is no such door code.
refusal-api-channel-unknown = There is no such channel.
refusal-api-phone-unreadable = This is no phone number.
