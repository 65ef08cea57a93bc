# 给别的系统用的接口
refusal-api-tab-unknown = 没有这个标签。
refusal-api-n-out-of-range = 一页的条数要在 1 到 100 之间。
refusal-api-cursor-unreadable = after 不是上一页给的 next。
refusal-api-key-missing = 请在 Idempotency-Key 里写明这次提交的编号，重发时用同一个。
refusal-api-place-unknown = 没有这个门牌码。
refusal-api-channel-unknown = 没有这个渠道。
refusal-api-phone-unreadable = 电话号码读不出来。
