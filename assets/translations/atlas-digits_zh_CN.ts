<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutSection</name>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Atlas Digits reads handwritten digits, on Ascend boards and on any PC. Licence: %1.</source>
        <translation>Atlas Digits 识别手写数字，可运行于昇腾开发板和任何 PC。许可证：%1。</translation>
    </message>
    <message>
        <source>The log is kept in %1</source>
        <translation>日志保存在 %1</translation>
    </message>
    <message>
        <source>A report holds the versions, what the machine is, what was checked, and the end of the log: no drawings and no passwords.</source>
        <translation>报告包含各组件版本、机器信息、检查结果和日志末尾，不含书写内容和密码。</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
</context>
<context>
    <name>AccuracyCard</name>
    <message>
        <source>Accuracy over what was corrected</source>
        <translation>按更正统计的准确率</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n answer(s) were right</source>
        <translation>
            <numerusform>%n 个结果中 %1 个正确</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was corrected yet.</source>
        <translation>尚无更正。</translation>
    </message>
</context>
<context>
    <name>AnswerCard</name>
    <message>
        <source>The answer appears here</source>
        <translation>答案将显示在这里</translation>
    </message>
    <message>
        <source>one digit</source>
        <translation>一个数字</translation>
    </message>
    <message>
        <source>two digits</source>
        <translation>两个数字</translation>
    </message>
    <message>
        <source>three digits</source>
        <translation>三个数字</translation>
    </message>
    <message numerus="yes">
        <source>%n digit(s)</source>
        <translation>
            <numerusform>%n 个数字</numerusform>
        </translation>
    </message>
    <message>
        <source>no digit read</source>
        <translation>未读出数字</translation>
    </message>
</context>
<context>
    <name>AnswerText</name>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>OK</source>
        <translation>好</translation>
    </message>
</context>
<context>
    <name>Bars</name>
    <message>
        <source>Probability of each digit</source>
        <translation>各数字的概率</translation>
    </message>
</context>
<context>
    <name>BarsCard</name>
    <message>
        <source>How sure</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>? — %1</source>
        <translation>? — %1</translation>
    </message>
    <message>
        <source>%1 — how sure</source>
        <translation>%1 — 置信度</translation>
    </message>
    <message>
        <source>then %1 · %2</source>
        <translation>其次 %1 · %2</translation>
    </message>
</context>
<context>
    <name>CameraControls</name>
    <message>
        <source>Turn</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>取景框</translation>
    </message>
    <message>
        <source>Read only what is inside the guide</source>
        <translation>只识别取景框内的内容</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>曝光</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>This source has no exposure or brightness to set.</source>
        <translation>此来源不支持调节曝光和亮度。</translation>
    </message>
    <message>
        <source>Adjust the picture</source>
        <translation>调节画面</translation>
    </message>
</context>
<context>
    <name>CameraPage</name>
    <message>
        <source>camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>已定格</translation>
    </message>
    <message>
        <source>The camera&apos;s picture could not be read.</source>
        <translation>未能识别摄像头画面。</translation>
    </message>
    <message>
        <source>The camera can be seen, but nothing can be read now.</source>
        <translation>可以显示摄像头画面，但目前无法识别。</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>正在录制</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
</context>
<context>
    <name>CameraSection</name>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Source at the start</source>
        <translation>启动时的来源</translation>
    </message>
    <message>
        <source>the first that is found</source>
        <translation>第一个找到的来源</translation>
    </message>
    <message>
        <source>First found</source>
        <translation>第一个找到的</translation>
    </message>
    <message>
        <source>An address such as rtsp://…, a device such as /dev/video0, or a file. A source chosen on the camera page stands here too.</source>
        <translation>可以是地址（如 rtsp://…）、设备（如 /dev/video0）或文件。在摄像头页面选择的来源也会记录在这里。</translation>
    </message>
</context>
<context>
    <name>CameraTab</name>
    <message>
        <source>An address that is not in the list can be written into %1.</source>
        <translation>列表中没有的地址可写入 %1。</translation>
    </message>
    <message>
        <source>The first that is found</source>
        <translation>找到的第一个</translation>
    </message>
</context>
<context>
    <name>CameraTools</name>
    <message>
        <source>Look for cameras</source>
        <translation>查找摄像头</translation>
    </message>
    <message>
        <source>Adjust</source>
        <translation>调节</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存画面</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>定格</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Paper</source>
        <translation>画纸</translation>
    </message>
    <message>
        <source>Draw digits here with the mouse, a finger or a pen.</source>
        <translation>用鼠标、手指或手写笔在此书写数字。</translation>
    </message>
    <message>
        <source>Draw a digit</source>
        <translation>请写一个数字</translation>
    </message>
</context>
<context>
    <name>Cards</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
</context>
<context>
    <name>Correcting</name>
    <message>
        <source>Corrections are now kept</source>
        <translation>今后将保存更正</translation>
    </message>
    <message>
        <source>On this computer only, in %1. The page Samples shows and deletes them.</source>
        <translation>仅保存在本机：%1。可在“样本”页面查看和删除。</translation>
    </message>
    <message>
        <source>Not kept yet</source>
        <translation>尚未保存</translation>
    </message>
    <message>
        <source>A new store begins</source>
        <translation>已新建样本库</translation>
    </message>
    <message>
        <source>The damaged one is whole, in %1</source>
        <translation>损坏的样本库原样保留在 %1</translation>
    </message>
</context>
<context>
    <name>CorrectionLine</name>
    <message>
        <source>That was a…</source>
        <translation>其实是…</translation>
    </message>
    <message>
        <source>Say what the digit was (keys 0–9)</source>
        <translation>指出正确的数字（按键 0–9）</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Kept as %1</source>
        <translation>已记为 %1</translation>
    </message>
</context>
<context>
    <name>CountsView</name>
    <message>
        <source>Drawings read</source>
        <translation>已识别的手写</translation>
    </message>
    <message>
        <source>%1 visits, %2 drawings read, %3 glyphs refused in %4 days</source>
        <translation>%4 天：来访 %1 次，识别 %2 幅，拒识 %3 个字</translation>
    </message>
</context>
<context>
    <name>DetailBar</name>
    <message>
        <source>All results</source>
        <translation>全部结果</translation>
    </message>
    <message>
        <source>The one before</source>
        <translation>上一张</translation>
    </message>
    <message>
        <source>The next one</source>
        <translation>下一张</translation>
    </message>
</context>
<context>
    <name>DigitChoice</name>
    <message>
        <source>That was a…</source>
        <translation>其实是…</translation>
    </message>
    <message>
        <source>That was a %1 (key %1)</source>
        <translation>其实是 %1（按键 %1）</translation>
    </message>
    <message>
        <source>That was a %1</source>
        <translation>其实是 %1</translation>
    </message>
</context>
<context>
    <name>DigitList</name>
    <message>
        <source>Digits and confidences</source>
        <translation>数字与置信度</translation>
    </message>
</context>
<context>
    <name>DrawPage</name>
    <message>
        <source>This drawing could not be read.</source>
        <translation>未能识别当前内容。</translation>
    </message>
    <message>
        <source>You can draw, but nothing can be read now.</source>
        <translation>可以书写，但目前无法识别。</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>书写</translation>
    </message>
</context>
<context>
    <name>DrawTools</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮擦</translation>
    </message>
    <message>
        <source>Open a drawing</source>
        <translation>打开笔迹</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
</context>
<context>
    <name>DrawingFiles</name>
    <message>
        <source>Save the drawing</source>
        <translation>保存笔迹</translation>
    </message>
    <message>
        <source>Picture (*%1)</source>
        <translation>图片 (*%1)</translation>
    </message>
    <message>
        <source>Strokes, which can be opened again (*%1)</source>
        <translation>笔画，可重新打开 (*%1)</translation>
    </message>
    <message>
        <source>Open a drawing</source>
        <translation>打开笔迹</translation>
    </message>
    <message>
        <source>Strokes (*%1)</source>
        <translation>笔画 (*%1)</translation>
    </message>
    <message>
        <source>Not saved: a name ends in .png for a picture or .json for strokes.</source>
        <translation>未保存：文件名须以 .png（图片）或 .json（笔画）结尾。</translation>
    </message>
    <message>
        <source>Not saved as %1: %2</source>
        <translation>未能保存为 %1：%2</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
</context>
<context>
    <name>DropMark</name>
    <message>
        <source>Let go to read it</source>
        <translation>松开即可识别</translation>
    </message>
</context>
<context>
    <name>DropSheet</name>
    <message>
        <source>Drop pictures or a folder here</source>
        <translation>将图片或文件夹拖到此处</translation>
    </message>
    <message>
        <source>Kinds: %1</source>
        <translation>支持的格式：%1</translation>
    </message>
    <message>
        <source>Open pictures…</source>
        <translation>打开图片…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
</context>
<context>
    <name>EngineChip</name>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Engine: %1</source>
        <translation>推理引擎：%1</translation>
    </message>
    <message>
        <source>Choose another model (%1)</source>
        <translation>选择其他模型（%1）</translation>
    </message>
</context>
<context>
    <name>EngineMenu</name>
    <message>
        <source>%1 is being opened and tested…</source>
        <translation>正在打开并测试 %1…</translation>
    </message>
    <message>
        <source>%1 answers in place of another: %2</source>
        <translation>由 %1 代为识别：%2</translation>
    </message>
    <message>
        <source>The best that is here</source>
        <translation>自动选择最佳</translation>
    </message>
    <message>
        <source>Choose a model file…</source>
        <translation>选择模型文件…</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <translation>换回 %1</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>换回</translation>
    </message>
    <message>
        <source>your own</source>
        <translation>自备</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>不可用</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>选择模型文件</translation>
    </message>
    <message>
        <source>Models (%1)</source>
        <translation>模型 (%1)</translation>
    </message>
    <message>
        <source>All files (%1)</source>
        <translation>所有文件 (%1)</translation>
    </message>
</context>
<context>
    <name>EngineNews</name>
    <message>
        <source>The wanted engine cannot be used. %1 answers in its place.</source>
        <translation>所选引擎无法使用，现由 %1 代为识别。</translation>
    </message>
    <message>
        <source>%1 is new and reads from now on.</source>
        <translation>已换用 %1，从现在起由它识别。</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>换回</translation>
    </message>
    <message>
        <source>%1 is not used; the model before goes on.</source>
        <translation>未使用 %1，继续使用原来的模型。</translation>
    </message>
    <message>
        <source>Engine failed</source>
        <translation>推理引擎出错</translation>
    </message>
    <message>
        <source>No engine</source>
        <translation>无推理引擎</translation>
    </message>
    <message>
        <source>What was chosen cannot be used; the model before goes on.</source>
        <translation>所选的无法使用，继续使用原来的模型。</translation>
    </message>
</context>
<context>
    <name>EngineSection</name>
    <message>
        <source>Engine and model</source>
        <translation>引擎与模型</translation>
    </message>
    <message>
        <source>No engine runs.</source>
        <translation>没有推理引擎在运行。</translation>
    </message>
    <message>
        <source>Choose another model…</source>
        <translation>选择其他模型…</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>换回</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <translation>换回 %1</translation>
    </message>
</context>
<context>
    <name>FeatureMaps</name>
    <message>
        <source>Convolution %1</source>
        <translation>卷积层 %1</translation>
    </message>
    <message>
        <source>Map %1, row %2, column %3: %4</source>
        <translation>特征图 %1，第 %2 行，第 %3 列：%4</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>%1 frames/s</source>
        <translation>%1 帧/秒</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>丢弃 %1 帧</translation>
    </message>
    <message>
        <source>answer after %1 ms</source>
        <translation>%1 ms 后出结果</translation>
    </message>
    <message>
        <source>%1 read/s</source>
        <translation>识别 %1 次/秒</translation>
    </message>
    <message>
        <source>asked for %1, got %2</source>
        <translation>请求 %1，实得 %2</translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>Open pictures</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>图片 (%1)</translation>
    </message>
    <message>
        <source>All files (%1)</source>
        <translation>所有文件 (%1)</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Export the results</source>
        <translation>导出结果</translation>
    </message>
    <message>
        <source>Table for spreadsheets (%1)</source>
        <translation>电子表格用的表 (%1)</translation>
    </message>
</context>
<context>
    <name>FileTools</name>
    <message>
        <source>Open pictures…</source>
        <translation>打开图片…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>重新识别</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
</context>
<context>
    <name>FilesPage</name>
    <message>
        <source>Pasted picture %1</source>
        <translation>粘贴的图片 %1</translation>
    </message>
    <message>
        <source>There is no picture, file or path to read in what was given.</source>
        <translation>给出的内容中没有可识别的图片、文件或路径。</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>%1 cannot be read</source>
        <translation>无法读取 %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Looking for pictures…</source>
        <translation>正在查找图片…</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n 张失败</numerusform>
        </translation>
    </message>
    <message>
        <source>What stands here was read with another model or setting.</source>
        <translation>这里的结果是用其他模型或设置识别的。</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>重新识别</translation>
    </message>
    <message>
        <source>%1 was not written: %2. Choose another place.</source>
        <translation>未能写入 %1：%2。请选择其他位置。</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>The last picture could not be read.</source>
        <translation>未能识别上一张图片。</translation>
    </message>
    <message>
        <source>Pictures can be seen, but nothing can be read now.</source>
        <translation>可以查看图片，但目前无法识别。</translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>median %1 ms</source>
        <translation>中位数 %1 ms</translation>
    </message>
    <message>
        <source>p95 %1 ms</source>
        <translation>p95 %1 ms</translation>
    </message>
    <message>
        <source>No answers yet</source>
        <translation>暂无结果</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
</context>
<context>
    <name>Inference</name>
    <message>
        <source>Unexpected error: %1</source>
        <translation>意外错误：%1</translation>
    </message>
    <message>
        <source>No engine runs. Choose another model.</source>
        <translation>没有推理引擎在运行，请选择其他模型。</translation>
    </message>
</context>
<context>
    <name>InputCard</name>
    <message>
        <source>What the network sees</source>
        <translation>网络看到的输入</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无内容</translation>
    </message>
    <message>
        <source>centred by mass</source>
        <translation>按重心居中</translation>
    </message>
    <message>
        <source>How it thinks</source>
        <translation>思考过程</translation>
    </message>
</context>
<context>
    <name>InputPixels</name>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Row %1, column %2: %3</source>
        <translation>第 %1 行，第 %2 列：%3</translation>
    </message>
</context>
<context>
    <name>InputView</name>
    <message>
        <source>The network&apos;s input</source>
        <translation>网络的输入</translation>
    </message>
</context>
<context>
    <name>Keeper</name>
    <message>
        <source>Not saved in %1: %2</source>
        <translation>未能保存到 %1：%2</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Recorded as %1</source>
        <translation>已录制为 %1</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation>停止录制</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Nothing was recorded: no picture came.</source>
        <translation>未录制任何内容：没有收到画面。</translation>
    </message>
</context>
<context>
    <name>KeepingNotice</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Set aside, begin anew</source>
        <translation>移开并新建</translation>
    </message>
    <message>
        <source>Move the damaged file aside, whole, and begin a new one</source>
        <translation>将损坏的文件原样移到一旁，另建新文件</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>好</translation>
    </message>
</context>
<context>
    <name>KeepingSection</name>
    <message>
        <source>All settings</source>
        <translation>全部设置</translation>
    </message>
    <message>
        <source>Kept in</source>
        <translation>保存位置</translation>
    </message>
    <message>
        <source>This file cannot be written: what you choose holds only until the window is closed.</source>
        <translation>无法写入此文件：所做的选择只在窗口关闭前有效。</translation>
    </message>
    <message>
        <source>Everything back to the defaults</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Really?</source>
        <translation>确定恢复？</translation>
    </message>
</context>
<context>
    <name>KeptInCard</name>
    <message>
        <source>Kept in</source>
        <translation>保存位置</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s), on this computer only</source>
        <translation>
            <numerusform>%n 个样本，仅保存在本机</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is kept yet.</source>
        <translation>尚未保存任何样本。</translation>
    </message>
</context>
<context>
    <name>KeysSection</name>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>所有页面</translation>
    </message>
    <message>
        <source>Draw, Camera, Files, Samples</source>
        <translation>书写、摄像头、文件、样本</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>These keys</source>
        <translation>按键说明</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>选择其他模型</translation>
    </message>
    <message>
        <source>How it thinks</source>
        <translation>思考过程</translation>
    </message>
    <message>
        <source>Read the picture or the files on the clipboard</source>
        <translation>识别剪贴板中的图片或文件</translation>
    </message>
    <message>
        <source>Scroll the cards</source>
        <translation>滚动卡片</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>书写</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Thinner or thicker pen</source>
        <translation>画笔变细或变粗</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮擦</translation>
    </message>
    <message>
        <source>Choose a digit</source>
        <translation>选择数字</translation>
    </message>
    <message>
        <source>“That was a …”: correct the chosen digit and keep it</source>
        <translation>“其实是…”：更正所选的数字并保存</translation>
    </message>
    <message>
        <source>Save the drawing</source>
        <translation>保存笔迹</translation>
    </message>
    <message>
        <source>Open a drawing</source>
        <translation>打开笔迹</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Freeze the picture, or go on</source>
        <translation>定格画面或继续</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>保存画面</translation>
    </message>
    <message>
        <source>Record, or stop</source>
        <translation>录制或停止</translation>
    </message>
    <message>
        <source>Look for cameras</source>
        <translation>查找摄像头</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Open pictures</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>重新识别</translation>
    </message>
    <message>
        <source>The picture before, or the next</source>
        <translation>上一张或下一张图片</translation>
    </message>
    <message>
        <source>Stop reading</source>
        <translation>停止识别</translation>
    </message>
    <message>
        <source>Take from the list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Export the results</source>
        <translation>导出结果</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Say what the chosen samples are</source>
        <translation>指出所选样本的数字</translation>
    </message>
    <message>
        <source>Choose all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Delete the chosen samples</source>
        <translation>删除所选样本</translation>
    </message>
</context>
<context>
    <name>KioskAnswer</name>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Back soon</source>
        <translation>稍后回来</translation>
    </message>
    <message>
        <source>Reading is being started again.</source>
        <translation>识别正在重新启动。</translation>
    </message>
    <message>
        <source>The answer appears here</source>
        <translation>答案显示在这里</translation>
    </message>
    <message>
        <source>I see</source>
        <translation>我看到的是</translation>
    </message>
    <message>
        <source>Try once more</source>
        <translation>再试一次</translation>
    </message>
</context>
<context>
    <name>KioskCamera</name>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>not used yet</source>
        <translation>尚未使用</translation>
    </message>
    <message>
        <source>camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>The picture comes back by itself.</source>
        <translation>画面会自动恢复。</translation>
    </message>
</context>
<context>
    <name>KioskTab</name>
    <message>
        <source>What visitors can do</source>
        <translation>访客可以做什么</translation>
    </message>
    <message>
        <source>Without a touch, digits draw themselves after</source>
        <translation>无人触摸多久后自动演示</translation>
    </message>
    <message>
        <source>Language at first</source>
        <translation>初始语言</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Visitors&apos; drawings</source>
        <translation>访客的手写</translation>
    </message>
    <message>
        <source>There is no sound.</source>
        <translation>没有声音。</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Draw and camera</source>
        <translation>手写和摄像头</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>手写</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Never kept</source>
        <translation>从不保留</translation>
    </message>
    <message>
        <source>Kept on this device</source>
        <translation>保留在本机</translation>
    </message>
</context>
<context>
    <name>KioskWindow</name>
    <message>
        <source>Now</source>
        <translation>现状</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Kiosk</source>
        <translation>展台</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>计数</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
</context>
<context>
    <name>LatencyCard</name>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>total %1 ms</source>
        <translation>总计 %1 ms</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>least</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>most</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>The colour of a value, from the least to the most in its layer</source>
        <translation>数值的颜色，从所在层的最小值到最大值</translation>
    </message>
</context>
<context>
    <name>LogTab</name>
    <message>
        <source>There is no log.</source>
        <translation>没有日志。</translation>
    </message>
</context>
<context>
    <name>LookSection</name>
    <message>
        <source>Language and look</source>
        <translation>语言与外观</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
</context>
<context>
    <name>MishapDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>出现意外错误</translation>
    </message>
    <message>
        <source>The application goes on. If it no longer does what it should, start it anew. A report helps whoever mends it: it holds no drawings and no passwords.</source>
        <translation>程序会继续运行。如果它不再正常工作，请重新启动。报告有助于修复问题，其中不含书写内容和密码。</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>ModelTab</name>
    <message>
        <source>%1 is being opened and tested…</source>
        <translation>正在打开并测试 %1…</translation>
    </message>
    <message>
        <source>It is not used; the model before goes on. %1</source>
        <translation>未采用，继续使用之前的模型。%1</translation>
    </message>
    <message>
        <source>No engine runs.</source>
        <translation>没有引擎在运行。</translation>
    </message>
    <message>
        <source>The best that is here</source>
        <translation>此处最好的</translation>
    </message>
    <message>
        <source>your own</source>
        <translation>您自己的</translation>
    </message>
</context>
<context>
    <name>Neurons</name>
    <message>
        <source>Dense %1</source>
        <translation>全连接层 %1</translation>
    </message>
    <message>
        <source>Neuron %1: %2</source>
        <translation>神经元 %1：%2</translation>
    </message>
</context>
<context>
    <name>NowTab</name>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Running for</source>
        <translation>已运行</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>最近一天</translation>
    </message>
    <message>
        <source>none can be used now; the log says why</source>
        <translation>现在没有可用的引擎，原因见日志</translation>
    </message>
    <message>
        <source>%1, in place of another: %2</source>
        <translation>%1，代替另一个：%2</translation>
    </message>
    <message>
        <source>not readable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>nothing counted yet</source>
        <translation>尚无计数</translation>
    </message>
    <message>
        <source>%1: %2 visits, %3 drawings</source>
        <translation>%1：来访 %2 次，手写 %3 幅</translation>
    </message>
</context>
<context>
    <name>OpenDialog</name>
    <message>
        <source>Open a source</source>
        <translation>打开来源</translation>
    </message>
    <message>
        <source>Address or path</source>
        <translation>地址或路径</translation>
    </message>
    <message>
        <source>A network camera (http://… or rtsp://…), a camera&apos;s device (/dev/video0), a video, a picture, a folder of pictures, or a recording made here.</source>
        <translation>可以是网络摄像头（http://… 或 rtsp://…）、摄像头设备（/dev/video0）、视频、图片、图片文件夹，或本应用的录制文件。</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>OperatorPage</name>
    <message>
        <source>Operator</source>
        <translation>管理</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Really?</source>
        <translation>确定？</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>OutputBars</name>
    <message>
        <source>Outputs</source>
        <translation>输出</translation>
    </message>
</context>
<context>
    <name>PenSample</name>
    <message>
        <source>What the pen writes</source>
        <translation>画笔效果</translation>
    </message>
</context>
<context>
    <name>PenSection</name>
    <message>
        <source>Pen</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>粗细</translation>
    </message>
    <message>
        <source>%1 of the paper</source>
        <translation>画纸的 %1</translation>
    </message>
    <message>
        <source>Thicker where a tablet&apos;s pen is pressed harder</source>
        <translation>用数位笔书写时，按得越重笔画越粗</translation>
    </message>
</context>
<context>
    <name>PenSlider</name>
    <message>
        <source>Pen</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Width of the pen</source>
        <translation>画笔粗细</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>Operator&apos;s PIN</source>
        <translation>管理员密码</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在核对…</translation>
    </message>
    <message>
        <source>That is not the PIN.</source>
        <translation>密码不对。</translation>
    </message>
    <message>
        <source>There is no PIN that could be checked. Set one with “atlas-digits pin”.</source>
        <translation>没有可以核对的密码。请用“atlas-digits pin”设置。</translation>
    </message>
    <message>
        <source>Too many wrong PINs. Wait %1.</source>
        <translation>错误次数过多，请等待 %1。</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Camera picture</source>
        <translation>摄像头画面</translation>
    </message>
</context>
<context>
    <name>ReadingSection</name>
    <message>
        <source>Reading</source>
        <translation>识别</translation>
    </message>
    <message>
        <source>Refuse below</source>
        <translation>拒绝阈值</translation>
    </message>
    <message>
        <source>A digit that is less sure than this is shown as “?”: fewer wrong answers, but also fewer answers.</source>
        <translation>置信度低于此值的数字显示为“?”：错误会减少，但给出的结果也会减少。</translation>
    </message>
    <message>
        <source>as the model&apos;s card says</source>
        <translation>按模型卡的规定</translation>
    </message>
    <message>
        <source>as the model&apos;s card says (%1)</source>
        <translation>按模型卡的规定（%1）</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>reading…</source>
        <translation>正在识别…</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>not read</source>
        <translation>未识别</translation>
    </message>
    <message>
        <source>no ink found</source>
        <translation>没有笔迹</translation>
    </message>
    <message>
        <source>read as %1</source>
        <translation>识别为 %1</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Sure</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
</context>
<context>
    <name>ResultsView</name>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
</context>
<context>
    <name>SampleFilter</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>Not corrected</source>
        <translation>未更正</translation>
    </message>
    <message>
        <source>Any digit</source>
        <translation>任意数字</translation>
    </message>
    <message>
        <source>Digit</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Any source</source>
        <translation>任意来源</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
</context>
<context>
    <name>SampleHead</name>
    <message>
        <source>Seen</source>
        <translation>网络所见</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>笔迹</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>识别为</translation>
    </message>
    <message>
        <source>It was</source>
        <translation>实际为</translation>
    </message>
    <message>
        <source>When, and by what</source>
        <translation>时间与引擎</translation>
    </message>
</context>
<context>
    <name>SampleKeeper</name>
    <message>
        <source>Unexpected error: %1</source>
        <translation>意外错误：%1</translation>
    </message>
</context>
<context>
    <name>SampleStage</name>
    <message>
        <source>None of the kept samples is like that</source>
        <translation>没有符合条件的样本</translation>
    </message>
    <message>
        <source>Choose others above.</source>
        <translation>请在上方更换条件。</translation>
    </message>
    <message>
        <source>Nothing is kept unless you ask</source>
        <translation>未经要求，不保存任何内容</translation>
    </message>
    <message>
        <source>Correct an answer on the page Draw or Camera: with a key 0–9, or with “That was a…”.</source>
        <translation>在“书写”或“摄像头”页面更正答案：按 0–9 键，或点击“其实是…”。</translation>
    </message>
    <message>
        <source>Only then is it kept, on this computer, in %1</source>
        <translation>只有这样才会保存，且仅保存在本机：%1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>SampleTools</name>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message numerus="yes">
        <source>The %n sample(s) listed here as</source>
        <translation>
            <numerusform>将列出的 %n 个样本导出为</numerusform>
        </translation>
    </message>
    <message>
        <source>MNIST&apos;s files (IDX)…</source>
        <translation>MNIST 文件 (IDX)…</translation>
    </message>
    <message>
        <source>Folders of PNG pictures…</source>
        <translation>PNG 图片文件夹…</translation>
    </message>
    <message>
        <source>JSON with strokes…</source>
        <translation>含笔画的 JSON…</translation>
    </message>
    <message>
        <source>A JSON file or another store…</source>
        <translation>JSON 文件或另一个样本库…</translation>
    </message>
    <message>
        <source>A folder of MNIST&apos;s files or PNG pictures…</source>
        <translation>MNIST 文件或 PNG 图片的文件夹…</translation>
    </message>
</context>
<context>
    <name>SampleTransfer</name>
    <message>
        <source>This was not exported.</source>
        <translation>未能导出。</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>正在导入…</translation>
    </message>
    <message>
        <source>This was not imported.</source>
        <translation>未能导入。</translation>
    </message>
    <message numerus="yes">
        <source>Exporting %n sample(s)…</source>
        <translation>
            <numerusform>正在导出 %n 个样本…</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing to export.</source>
        <translation>没有可导出的样本。</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) exported to %1.</source>
        <translation>
            <numerusform>已将 %n 个样本导出到 %1。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without a correction left out.</source>
        <translation>
            <numerusform>略过 %n 个未更正的样本。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) imported from %1.</source>
        <translation>
            <numerusform>已从 %1 导入 %n 个样本。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were here already.</source>
        <translation>
            <numerusform>%n 个已存在。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be read.</source>
        <translation>
            <numerusform>%n 个无法读取。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n damaged left out.</source>
        <translation>
            <numerusform>略过 %n 个损坏的样本。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SampleView</name>
    <message>
        <source>Kept samples</source>
        <translation>已保存的样本</translation>
    </message>
</context>
<context>
    <name>Samples</name>
    <message>
        <source>not read</source>
        <translation>未识别</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>不予识别</translation>
    </message>
    <message>
        <source>not corrected</source>
        <translation>未更正</translation>
    </message>
    <message>
        <source>labelled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>✓ right</source>
        <translation>✓ 正确</translation>
    </message>
    <message>
        <source>✗ wrong</source>
        <translation>✗ 错误</translation>
    </message>
    <message>
        <source>Drawn</source>
        <translation>书写</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>This sample is damaged. It can be deleted; the others are whole.</source>
        <translation>此样本已损坏，可以删除；其余样本完好。</translation>
    </message>
    <message>
        <source>Enter or a double click puts its strokes on the paper again</source>
        <translation>按回车键或双击，可将其笔画重新放到画纸上</translation>
    </message>
    <message>
        <source>Answered %1, %2. It was %3, %4. %5, %6</source>
        <translation>识别为 %1，%2。实际为 %3，%4。%5，%6</translation>
    </message>
</context>
<context>
    <name>SamplesPage</name>
    <message>
        <source>The correction is not kept.</source>
        <translation>未能保存更正。</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) kept as %1</source>
        <translation>
            <numerusform>%n 个样本已记为 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was deleted.</source>
        <translation>未删除任何内容。</translation>
    </message>
    <message numerus="yes">
        <source>Deleting %n sample(s)…</source>
        <translation>
            <numerusform>正在删除 %n 个样本…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) deleted</source>
        <translation>
            <numerusform>已删除 %n 个样本</numerusform>
        </translation>
    </message>
    <message>
        <source>This could not be taken back.</source>
        <translation>未能撤销。</translation>
    </message>
    <message>
        <source>This sample has no strokes to be drawn again.</source>
        <translation>此样本没有可重新书写的笔画。</translation>
    </message>
    <message>
        <source>The samples cannot be read.</source>
        <translation>无法读取样本。</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>This sample cannot be read.</source>
        <translation>无法读取此样本。</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>SourcePicker</name>
    <message>
        <source>No source</source>
        <translation>无来源</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>来源：%1</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>未找到摄像头</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>find</source>
        <translation>定位</translation>
    </message>
    <message>
        <source>prepare</source>
        <translation>预处理</translation>
    </message>
    <message>
        <source>infer</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>decide</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>copy in</source>
        <translation>传入</translation>
    </message>
    <message>
        <source>execute</source>
        <translation>执行</translation>
    </message>
    <message>
        <source>copy out</source>
        <translation>传出</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>The picture is black. Is there a cap on the lens? Is there enough light?</source>
        <translation>画面全黑。请检查镜头盖是否已取下，光线是否充足。</translation>
    </message>
    <message>
        <source>%1 ends here.</source>
        <translation>%1 已播放完毕。</translation>
    </message>
    <message>
        <source>Play again</source>
        <translation>重新播放</translation>
    </message>
</context>
<context>
    <name>ThinkingPanel</name>
    <message>
        <source>How it thinks</source>
        <translation>思考过程</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>No digit yet</source>
        <translation>尚无数字</translation>
    </message>
</context>
<context>
    <name>TroubleView</name>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
</context>
<context>
    <name>Troubles</name>
    <message>
        <source>No camera found</source>
        <translation>未找到摄像头</translation>
    </message>
    <message>
        <source>Plug in a USB camera: it appears here by itself.
A phone or a network camera, a video or a folder of pictures will do too: press Open.</source>
        <translation>插入 USB 摄像头后，画面会自动显示。
手机、网络摄像头、视频或图片文件夹也可以，
请点击“打开”。</translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation>正在打开 %1…</translation>
    </message>
    <message>
        <source>%1 is in use</source>
        <translation>%1 正被占用</translation>
    </message>
    <message>
        <source>Another program has it. Close that program; the picture then comes by itself.</source>
        <translation>另一个程序正在使用它。关闭该程序后，画面会自动显示。</translation>
    </message>
    <message>
        <source>%1 sends no pictures</source>
        <translation>%1 没有传来画面</translation>
    </message>
    <message>
        <source>It is started again. If that does not help, unplug it and plug it in again.</source>
        <translation>正在重新启动。若仍无画面，请将其拔下后重新插入。</translation>
    </message>
    <message>
        <source>It is asked again. Check the network and the camera.</source>
        <translation>正在重新请求。请检查网络和摄像头。</translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation>%1 没有响应</translation>
    </message>
    <message>
        <source>Check the address and the network. As soon as it answers, the picture comes by itself.</source>
        <translation>请检查地址和网络。一旦有响应，画面会自动显示。</translation>
    </message>
    <message>
        <source>%1 cannot be used</source>
        <translation>无法使用 %1</translation>
    </message>
    <message>
        <source>It is tried again and again.</source>
        <translation>正在不断重试。</translation>
    </message>
    <message>
        <source>%1 was unplugged</source>
        <translation>%1 已被拔出</translation>
    </message>
    <message>
        <source>Plug it in again: the picture comes back by itself.</source>
        <translation>重新插入后，画面会自动恢复。</translation>
    </message>
    <message>
        <source>%1 is not there</source>
        <translation>%1 不存在</translation>
    </message>
    <message>
        <source>Plug it in: the picture comes by itself. Or choose another source.</source>
        <translation>插入后画面会自动显示，也可以选择其他来源。</translation>
    </message>
    <message>
        <source>%1 may not be used</source>
        <translation>没有使用 %1 的权限</translation>
    </message>
    <message>
        <source>It wants a name and a password. Open it as %1.</source>
        <translation>它需要用户名和密码。请以 %1 的形式打开。</translation>
    </message>
    <message>
        <source>Only members of the group “%1” may use it. Join it with this command, then log in again:
%2</source>
        <translation>只有“%1”组的成员可以使用它。请用以下命令加入该组，然后重新登录：
%2</translation>
    </message>
    <message>
        <source>This user may not read the file.</source>
        <translation>当前用户无权读取该文件。</translation>
    </message>
</context>
<context>
    <name>Visit</name>
    <message>
        <source>Again</source>
        <translation>再写一个</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>手写</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>not like a digit</source>
        <translation>不像数字</translation>
    </message>
    <message>
        <source>two digits are about as likely</source>
        <translation>两个数字的可能性相近</translation>
    </message>
    <message>
        <source>not sure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>too little ink</source>
        <translation>笔迹太少</translation>
    </message>
    <message>
        <source>%1 or %2, about as likely</source>
        <translation>%1 或 %2，可能性相近</translation>
    </message>
</context>
</TS>
