# Words of the whole platform
refusal-by-law = { $sentence } (by { $law })
refusal-not-now = This cannot be done now; the matter has moved on. Please reload.
refusal-not-yours = This step is not yours.
refusal-file-too-large = The file is too large; please choose one under 12 MB.
refusal-file-heic = This photo is in Apple's HEIC format. Set the camera to "Most Compatible", or send a screenshot.
refusal-file-kind = Only photos, recordings or PDF can be sent.
refusal-message-already-told = Someone has already told them.
refusal-calendar-hours = Write working hours like "8:30-11:30,13:00-17:00".
