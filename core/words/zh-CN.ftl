# 全平台共用的话
refusal-by-law = { $sentence }（依据：{ $law }）
refusal-not-now = 这一步现在办不了，事情的状态已经变了。请刷新后再看。
refusal-not-yours = 这一步不归您办。
refusal-file-too-large = 文件太大，请换一个 12 MB 以内的。
refusal-file-heic = 这张照片是苹果手机的 HEIC 格式，请在手机“设置—相机—格式”里改成“兼容性最佳”再拍，或者发截图。
refusal-file-kind = 只能传照片、录音或 PDF。
refusal-message-already-told = 这一条已经有人告知过了。
refusal-calendar-hours = 工作时间请写成“8:30-11:30,13:00-17:00”这样。
