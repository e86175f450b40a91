<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
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
        <source>Record</source>
        <translation>录制</translation>
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
    <name>DigitList</name>
    <message>
        <source>Digits and confidences</source>
        <translation>数字与置信度</translation>
    </message>
</context>
<context>
    <name>DrawPage</name>
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
        <source>This drawing could not be read.</source>
        <translation>未能识别当前内容。</translation>
    </message>
    <message>
        <source>You can draw, but nothing can be read now.</source>
        <translation>可以书写，但目前无法识别。</translation>
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
    <name>MainWindow</name>
    <message>
        <source>No engine</source>
        <translation>无推理引擎</translation>
    </message>
    <message>
        <source>Engine failed</source>
        <translation>推理引擎出错</translation>
    </message>
    <message>
        <source>The wanted engine cannot be used. %1 answers in its place.</source>
        <translation>所选引擎无法使用,现由 %1 代为识别。</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>书写</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
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
    <name>Preview</name>
    <message>
        <source>Camera picture</source>
        <translation>摄像头画面</translation>
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
