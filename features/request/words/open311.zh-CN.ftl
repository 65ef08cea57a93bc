# 外部接入
api-keys = 外部接入
api-keys-what = 别的平台凭密钥把居民的诉求送进来（Open311 接口）。读公开台账不用密钥。
api-keys-none = 还没有发过密钥
api-keys-new = 发一个密钥
api-keys-name = 给谁用
api-keys-name-hint = 例如：街道小程序
api-keys-make = 生成密钥
api-keys-fresh = 密钥只显示这一次，请现在抄下来：
api-keys-made = { $day }发放
api-keys-ended = 已停用
api-keys-end = 停用
api-keys-address = 接口地址
open311-note = 具体位置
open311-note-hint = 例如：二楼楼梯口
open311-nature = 急难愁盼
open311-nature-hint = 可以选几项
refusal-api-key-name = 请写给谁用，最多 40 个字
