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
    <name>Errors</name>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>{path} was compiled for {other}, but this is an {soc}; compile it for this one with: python -m model_build compile --soc-version {soc}</source>
        <translation>{path} 是为 {other} 编译的，而本机是 {soc}；请为本机重新编译：python -m model_build compile --soc-version {soc}</translation>
    </message>
    <message>
        <source>{path}: its {what} is {found}, but its card says {wanted}. Compile it again with: python -m model_build compile</source>
        <translation>{path}：它的{what}为 {found}，而模型卡写的是 {wanted}。请重新编译：python -m model_build compile</translation>
    </message>
    <message>
        <source>The module acl in {place} is not pyACL but something unrelated of that name. Remove it (a package: `pip uninstall acl`), and source the set_env.sh of the CANN toolkit.</source>
        <translation>{place} 中的 acl 模块不是 pyACL，只是同名的无关模块。请将其移除（若是软件包：`pip uninstall acl`），并 source CANN 工具包的 set_env.sh。</translation>
    </message>
    <message>
        <source>{variable} must be the number of a chip, from 0, not {text!r}.</source>
        <translation>{variable} 应为芯片编号（从 0 开始），而不是 {text!r}。</translation>
    </message>
    <message>
        <source>{folder}: {count} models were compiled, and the chip does not tell which it is. Compile one with: python -m model_build compile --soc-version CHIP, and name it with --model.</source>
        <translation>{folder}：有 {count} 个已编译的模型，而芯片未报告自己的型号。请编译一个：python -m model_build compile --soc-version CHIP，并用 --model 指定。</translation>
    </message>
    <message>
        <source>{path}: no model was compiled for this {soc} yet. Compile it with: python -m model_build compile --soc-version {soc}</source>
        <translation>{path}：尚未为本机的 {soc} 编译模型。请编译：python -m model_build compile --soc-version {soc}</translation>
    </message>
    <message>
        <source>{kind} {shape} of {size} bytes</source>
        <translation>{kind} {shape}，共 {size} 字节</translation>
    </message>
    <message>
        <source>{path}: a digit network has one {what}, this one has {count}.</source>
        <translation>{path}：数字识别网络只有一个{what}，而它有 {count} 个。</translation>
    </message>
    <message>
        <source>{path}: its {what} is of a type that no digit network has: acl.mdl.get_{name}_data_type gave {code}. Compile it again with: python -m model_build compile</source>
        <translation>{path}：它的{what}类型不是数字识别网络所用的：acl.mdl.get_{name}_data_type 返回 {code}。请重新编译：python -m model_build compile</translation>
    </message>
    <message>
        <source>The engine ascend needs pyACL, which cannot be imported ({reason}). It comes with the CANN toolkit, not with pip: source its set_env.sh in the shell, or in the service, that starts this program, with a Python that this CANN supports. `python -m app doctor` shows more.</source>
        <translation>引擎 ascend 需要 pyACL，但无法导入（{reason}）。它随 CANN 工具包提供，不能用 pip 安装：请在启动本程序的 shell 或服务中 source 其 set_env.sh，并使用该 CANN 支持的 Python。详见 `python -m app doctor`。</translation>
    </message>
    <message>
        <source>{name}: {reason}</source>
        <translation>{name}：{reason}</translation>
    </message>
    <message>
        <source>`python -m app doctor` shows what is missing.</source>
        <translation>缺少什么，见 `python -m app doctor`。</translation>
    </message>
    <message>
        <source>Source the set_env.sh of the CANN toolkit that belongs to the driver.</source>
        <translation>请 source 与驱动配套的 CANN 工具包的 set_env.sh。</translation>
    </message>
    <message>
        <source>This is a fault of the program, not of the board: please report it.</source>
        <translation>这是程序的错误，与开发板无关，请反馈。</translation>
    </message>
    <message>
        <source>Close other programs that use the chip; `npu-smi info` shows who does.</source>
        <translation>请关闭其他占用芯片的程序；用 `npu-smi info` 可查看。</translation>
    </message>
    <message>
        <source>Copy the file again, or compile it again with: python -m model_build compile</source>
        <translation>请重新复制该文件，或重新编译：python -m model_build compile</translation>
    </message>
    <message>
        <source>If it comes back, restart the board and look at its power supply and cooling.</source>
        <translation>若再次出现，请重启开发板，并检查供电和散热。</translation>
    </message>
    <message>
        <source>Add the user to the group with `sudo usermod -aG HwHiAiUser $USER` and log in again.</source>
        <translation>请用 `sudo usermod -aG HwHiAiUser $USER` 将用户加入该组，然后重新登录。</translation>
    </message>
    <message>
        <source>an argument was not valid.</source>
        <translation>参数无效。</translation>
    </message>
    <message>
        <source>AscendCL has not been started in this process.</source>
        <translation>本进程尚未启动 AscendCL。</translation>
    </message>
    <message>
        <source>AscendCL was started before in this process.</source>
        <translation>本进程此前已启动 AscendCL。</translation>
    </message>
    <message>
        <source>AscendCL&apos;s configuration file is missing or cannot be read.</source>
        <translation>AscendCL 的配置文件缺失或无法读取。</translation>
    </message>
    <message>
        <source>the model is not loaded, or no longer.</source>
        <translation>模型未加载，或已被卸载。</translation>
    </message>
    <message>
        <source>AscendCL was ended before in this process.</source>
        <translation>本进程此前已结束 AscendCL。</translation>
    </message>
    <message>
        <source>the runtime was given an argument that is not valid.</source>
        <translation>传给运行时的参数无效。</translation>
    </message>
    <message>
        <source>there is no chip of that number.</source>
        <translation>没有该编号的芯片。</translation>
    </message>
    <message>
        <source>List them with: npu-smi info</source>
        <translation>查看所有芯片：npu-smi info</translation>
    </message>
    <message>
        <source>this thread has no context on the chip, or the chip was reset under it.</source>
        <translation>本线程在芯片上没有上下文，或芯片已被复位。</translation>
    </message>
    <message>
        <source>a stream was used in a context that it does not belong to.</source>
        <translation>流被用在了不属于它的上下文中。</translation>
    </message>
    <message>
        <source>a handle is not valid, or no longer.</source>
        <translation>句柄无效，或已失效。</translation>
    </message>
    <message>
        <source>the model file is no .om, is damaged, was made for another chip or a newer CANN, or its buffers do not fit.</source>
        <translation>模型文件不是 .om、已损坏、是为其他芯片或更新的 CANN 编译的，或缓冲区大小不符。</translation>
    </message>
    <message>
        <source>a model was used before AscendCL was started.</source>
        <translation>在启动 AscendCL 之前使用了模型。</translation>
    </message>
    <message>
        <source>the model file is not there or this user may not read it.</source>
        <translation>模型文件不存在，或当前用户无权读取。</translation>
    </message>
    <message>
        <source>ATC writes its files for their owner alone: chmod a+r MODEL.om</source>
        <translation>ATC 生成的文件只有所有者可读：chmod a+r MODEL.om</translation>
    </message>
    <message>
        <source>the model file ends before its parts do.</source>
        <translation>模型文件不完整。</translation>
    </message>
    <message>
        <source>there is no memory left.</source>
        <translation>内存不足。</translation>
    </message>
    <message>
        <source>the chip has no memory left.</source>
        <translation>芯片内存不足。</translation>
    </message>
    <message>
        <source>no chip answers: the driver is not loaded or the board has none.</source>
        <translation>没有芯片响应：驱动未加载，或开发板上没有芯片。</translation>
    </message>
    <message>
        <source>this user may not use the chip.</source>
        <translation>当前用户无权使用芯片。</translation>
    </message>
    <message>
        <source>there is no memory left for the model.</source>
        <translation>没有足够的内存加载模型。</translation>
    </message>
    <message>
        <source>AscendCL failed inside.</source>
        <translation>AscendCL 内部错误。</translation>
    </message>
    <message>
        <source>the part of CANN that loads and runs models failed inside.</source>
        <translation>CANN 中加载和运行模型的部分内部出错。</translation>
    </message>
    <message>
        <source>Was the model compiled for this chip, by a CANN that is not newer than the one here?</source>
        <translation>模型是否为此芯片编译，且所用的 CANN 不比本机的新？</translation>
    </message>
    <message>
        <source>CANN&apos;s runtime failed inside.</source>
        <translation>CANN 运行时内部错误。</translation>
    </message>
    <message>
        <source>the driver failed inside.</source>
        <translation>驱动内部错误。</translation>
    </message>
    <message>
        <source>the toolkit does not know this chip, or was installed for another one.</source>
        <translation>工具包不支持此芯片，或是为其他芯片安装的。</translation>
    </message>
    <message>
        <source>the chip could not run the model.</source>
        <translation>芯片无法运行该模型。</translation>
    </message>
    <message>
        <source>copying between chip and memory failed.</source>
        <translation>芯片与内存之间的复制失败。</translation>
    </message>
    <message>
        <source>the chip&apos;s AI core did not finish in time.</source>
        <translation>芯片的 AI Core 执行超时。</translation>
    </message>
    <message>
        <source>the chip&apos;s AI core stopped on an error.</source>
        <translation>芯片的 AI Core 因出错而停止。</translation>
    </message>
    <message>
        <source>an operation that runs on the chip&apos;s own CPU failed.</source>
        <translation>在芯片自带 CPU 上运行的算子失败。</translation>
    </message>
    <message>
        <source>Is the driver&apos;s AI CPU package of the same version as the toolkit?</source>
        <translation>驱动的 AI CPU 软件包与工具包版本是否一致？</translation>
    </message>
    <message>
        <source>the chip could not be set up: most often driver and toolkit are of versions that do not go together.</source>
        <translation>芯片初始化失败：多半是驱动与工具包的版本不配套。</translation>
    </message>
    <message>
        <source>the driver failed inside, or the chip is gone.</source>
        <translation>驱动内部错误，或芯片已丢失。</translation>
    </message>
    <message>
        <source>the model could not be put on the chip.</source>
        <translation>无法将模型加载到芯片上。</translation>
    </message>
    <message>
        <source>Was it compiled for this chip, by a CANN that is not newer than the one here?</source>
        <translation>它是否为此芯片编译，且所用的 CANN 不比本机的新？</translation>
    </message>
    <message>
        <source>what the model takes and gives could not be read.</source>
        <translation>无法读取模型的输入输出信息。</translation>
    </message>
    <message>
        <source>user error</source>
        <translation>用户错误</translation>
    </message>
    <message>
        <source>AscendCL was used in a way that it refuses.</source>
        <translation>AscendCL 不接受这种用法。</translation>
    </message>
    <message>
        <source>resource error</source>
        <translation>资源错误</translation>
    </message>
    <message>
        <source>a resource of the chip or the system is used up or not accessible.</source>
        <translation>芯片或系统的某种资源已耗尽或无法访问。</translation>
    </message>
    <message>
        <source>storage error</source>
        <translation>存储错误</translation>
    </message>
    <message>
        <source>storing failed.</source>
        <translation>存储失败。</translation>
    </message>
    <message>
        <source>Is the disk full or read-only?</source>
        <translation>磁盘是否已满或为只读？</translation>
    </message>
    <message>
        <source>internal error</source>
        <translation>内部错误</translation>
    </message>
    <message>
        <source>CANN or the chip failed inside.</source>
        <translation>CANN 或芯片内部错误。</translation>
    </message>
    <message>
        <source>unknown code</source>
        <translation>未知错误码</translation>
    </message>
    <message>
        <source>AscendCL gave a code that its documentation does not name.</source>
        <translation>AscendCL 返回了文档中没有的错误码。</translation>
    </message>
    <message>
        <source>Was the model compiled for this chip?</source>
        <translation>模型是否为此芯片编译？</translation>
    </message>
    <message>
        <source>Most often there is no memory left: close other programs that use the chip.</source>
        <translation>多半是内存不足：请关闭其他占用芯片的程序。</translation>
    </message>
    <message>
        <source>acl.{name} failed with {code} ({kind}): {meaning}</source>
        <translation>acl.{name} 失败，错误码 {code}（{kind}）：{meaning}</translation>
    </message>
    <message>
        <source>(ACL says: {text})</source>
        <translation>（ACL 的信息：{text}）</translation>
    </message>
    <message>
        <source>acl.{name} failed and gave nothing. {why}</source>
        <translation>acl.{name} 失败，没有返回值。{why}</translation>
    </message>
    <message>
        <source>This pyACL has no acl.{name}: it is too old, or not the one of the CANN toolkit.</source>
        <translation>此 pyACL 没有 acl.{name}：版本过旧，或不是 CANN 工具包自带的。</translation>
    </message>
    <message>
        <source>This engine was closed. Open another one.</source>
        <translation>此引擎已关闭，请重新打开。</translation>
    </message>
    <message>
        <source>The network takes {dtype} [n, {sample}], not {found} {shape}.</source>
        <translation>网络的输入为 {dtype} [n, {sample}]，而不是 {found} {shape}。</translation>
    </message>
    <message>
        <source>{path}: the network answered with what is no number. Use another model.</source>
        <translation>{path}：网络的输出不是数值。请换用其他模型。</translation>
    </message>
    <message>
        <source>It is written, with the model, by: python -m model_build export (of an .om: compile)</source>
        <translation>它与模型一起生成：python -m model_build export（.om 用 compile）</translation>
    </message>
    <message>
        <source>Make it again with: {command}</source>
        <translation>请重新生成：{command}</translation>
    </message>
    <message>
        <source>There is no engine {engine!r}. Known engines: {known}.</source>
        <translation>没有名为 {engine!r} 的引擎。可用的引擎：{known}。</translation>
    </message>
    <message>
        <source>{model}: no engine runs a model file {ending}. Known endings: {known}. Name the engine with --engine to use it all the same.</source>
        <translation>{model}：没有引擎能运行{ending}的模型文件。支持的扩展名：{known}。若仍要使用，请用 --engine 指定引擎。</translation>
    </message>
    <message>
        <source>{path}: the model file is empty. {again}</source>
        <translation>{path}：模型文件是空的。{again}</translation>
    </message>
    <message>
        <source>{path}: this is not the file its card {name} describes (the SHA-256 differs): it is damaged, or the card is of another model. {again}</source>
        <translation>{path}：与模型卡 {name} 描述的不是同一文件（SHA-256 不符）：文件已损坏，或模型卡属于其他模型。{again}</translation>
    </message>
    <message>
        <source>it is not a JSON object</source>
        <translation>不是 JSON 对象</translation>
    </message>
    <message>
        <source>{names} missing</source>
        <translation>缺少 {names}</translation>
    </message>
    <message>
        <source>The engine {name} cannot be used. {reason}</source>
        <translation>引擎 {name} 无法使用。{reason}</translation>
    </message>
    <message>
        <source>{path}: there is no model card beside the model. {card}</source>
        <translation>{path}：模型旁边没有模型卡。{card}</translation>
    </message>
    <message>
        <source>{path}: the model card cannot be read ({reason}).</source>
        <translation>{path}：无法读取模型卡（{reason}）。</translation>
    </message>
    <message>
        <source>{path}: the model card is not JSON ({reason}). {card}</source>
        <translation>{path}：模型卡不是 JSON（{reason}）。{card}</translation>
    </message>
    <message>
        <source>{path}: this is not a model card: {reason}. {card}</source>
        <translation>{path}：这不是模型卡：{reason}。{card}</translation>
    </message>
    <message>
        <source>{name!r} must be a list</source>
        <translation>{name!r} 应为列表</translation>
    </message>
    <message>
        <source>ending in {ending!r}</source>
        <translation>扩展名为 {ending!r} </translation>
    </message>
    <message>
        <source>without an ending</source>
        <translation>没有扩展名</translation>
    </message>
    <message>
        <source>Make it with: python -m model_build features {model}</source>
        <translation>请生成：python -m model_build features {model}</translation>
    </message>
    <message>
        <source>{path}: its outputs are not the layers of a digit network. {again}</source>
        <translation>{path}：它的输出不是数字识别网络的各层。{again}</translation>
    </message>
    <message>
        <source>{path}: it belongs to another model than the one in use (the SHA-256 differs). {again}</source>
        <translation>{path}：它不属于当前使用的模型（SHA-256 不符）。{again}</translation>
    </message>
    <message>
        <source>The network takes uint8 [{side}, {side}], not {dtype} {shape}.</source>
        <translation>网络的输入为 uint8 [{side}, {side}]，而不是 {dtype} {shape}。</translation>
    </message>
    <message>
        <source>{path}: what happens inside this model is not there to be shown. {again}</source>
        <translation>{path}：没有可供显示此模型内部过程的文件。{again}</translation>
    </message>
    <message>
        <source>{path}: it cannot be read ({reason}).</source>
        <translation>{path}：无法读取（{reason}）。</translation>
    </message>
    <message>
        <source>Unpack it, and name the model that is in it.</source>
        <translation>请解压，并指定其中的模型。</translation>
    </message>
    <message>
        <source>Name the model file.</source>
        <translation>请指定模型文件。</translation>
    </message>
    <message>
        <source>a Git LFS pointer: the file&apos;s address, not the file itself</source>
        <translation>Git LFS 指针：只有文件的地址，没有文件本身</translation>
    </message>
    <message>
        <source>Fetch the real one with: git lfs pull</source>
        <translation>请取得实际文件：git lfs pull</translation>
    </message>
    <message>
        <source>a ZIP archive (or a PyTorch checkpoint, which is one)</source>
        <translation>ZIP 压缩包（PyTorch 检查点也是这种格式）</translation>
    </message>
    <message>
        <source>a gzip archive</source>
        <translation>gzip 压缩包</translation>
    </message>
    <message>
        <source>a bzip2 archive</source>
        <translation>bzip2 压缩包</translation>
    </message>
    <message>
        <source>an xz archive</source>
        <translation>xz 压缩包</translation>
    </message>
    <message>
        <source>a Zstandard archive</source>
        <translation>Zstandard 压缩包</translation>
    </message>
    <message>
        <source>a 7-Zip archive</source>
        <translation>7-Zip 压缩包</translation>
    </message>
    <message>
        <source>an HDF5 file, as Keras saves</source>
        <translation>HDF5 文件（Keras 的保存格式）</translation>
    </message>
    <message>
        <source>Convert it to ONNX, then compile that with: {command}</source>
        <translation>请转换为 ONNX，再编译：{command}</translation>
    </message>
    <message>
        <source>a pickle, as old PyTorch checkpoints are</source>
        <translation>pickle 文件（旧的 PyTorch 检查点是这种格式）</translation>
    </message>
    <message>
        <source>Export it as ONNX, then: {command}</source>
        <translation>请导出为 ONNX，再运行：{command}</translation>
    </message>
    <message>
        <source>a PNG picture</source>
        <translation>PNG 图片</translation>
    </message>
    <message>
        <source>a JPEG picture</source>
        <translation>JPEG 图片</translation>
    </message>
    <message>
        <source>a program or a library</source>
        <translation>程序或库</translation>
    </message>
    <message>
        <source>JSON, as a model&apos;s card is</source>
        <translation>JSON（模型卡是这种格式）</translation>
    </message>
    <message>
        <source>Name the model itself, the file that the card stands beside.</source>
        <translation>请指定模型本身，即模型卡旁边的文件。</translation>
    </message>
    <message>
        <source>an ONNX model</source>
        <translation>ONNX 模型</translation>
    </message>
    <message>
        <source>Compile it for the chip with: {command}</source>
        <translation>请为芯片编译：{command}</translation>
    </message>
    <message>
        <source>a MINDIR model of MindSpore&apos;s</source>
        <translation>MindSpore 的 MINDIR 模型</translation>
    </message>
    <message>
        <source>Compile the ONNX of the same export with: {command}</source>
        <translation>请编译同一次导出的 ONNX：{command}</translation>
    </message>
    <message>
        <source>an AIR model, which is not compiled yet</source>
        <translation>尚未编译的 AIR 模型</translation>
    </message>
    <message>
        <source>a checkpoint of MindSpore&apos;s: weights without a network</source>
        <translation>MindSpore 的检查点：只有权重，没有网络</translation>
    </message>
    <message>
        <source>Export it with `python -m model_build export`, then: {command}</source>
        <translation>请用 `python -m model_build export` 导出，再运行：{command}</translation>
    </message>
    <message>
        <source>a frozen TensorFlow graph</source>
        <translation>冻结的 TensorFlow 图</translation>
    </message>
    <message>
        <source>Compile it with: atc --framework=3</source>
        <translation>请编译：atc --framework=3</translation>
    </message>
    <message>
        <source>nothing known here (it begins {start})</source>
        <translation>未知格式（开头为 {start}）</translation>
    </message>
    <message>
        <source>an empty file</source>
        <translation>空文件</translation>
    </message>
    <message>
        <source>The disk may have been full, or a copy failed at once: copy or compile it again.</source>
        <translation>可能是磁盘已满，或复制一开始就失败了：请重新复制或编译。</translation>
    </message>
    <message>
        <source>a file that begins with nothing but zeros, as is left where a copy was cut off by a loss of power</source>
        <translation>开头全是零的文件，多半是复制时断电留下的</translation>
    </message>
    <message>
        <source>Copy it again, and compare the SHA-256 on both sides (sha256sum FILE).</source>
        <translation>请重新复制，并比对两边的 SHA-256（sha256sum FILE）。</translation>
    </message>
    <message>
        <source>a tar archive</source>
        <translation>tar 归档</translation>
    </message>
    <message>
        <source>a web page: what was downloaded is the page about the file, or an error</source>
        <translation>网页：下载到的是介绍该文件的页面或错误页面</translation>
    </message>
    <message>
        <source>Download the file itself (&apos;raw&apos;), and look at its size.</source>
        <translation>请下载文件本身（“raw”），并核对其大小。</translation>
    </message>
    <message>
        <source>a text file</source>
        <translation>文本文件</translation>
    </message>
    <message>
        <source>The engine {name} lost its device. {reason}</source>
        <translation>引擎 {name} 的设备已丢失。{reason}</translation>
    </message>
    <message>
        <source>{reason} No other engine can take its place: {why}</source>
        <translation>{reason}没有其他引擎可以代替：{why}</translation>
    </message>
    <message>
        <source>{path}: there is no such model file. Make one with: {command}</source>
        <translation>{path}：没有这个模型文件。请生成：{command}</translation>
    </message>
    <message>
        <source>{path}: this is a folder. Name the model file that is in it.</source>
        <translation>{path}：这是文件夹。请指定其中的模型文件。</translation>
    </message>
    <message>
        <source>{path}: this user may not read the model file (atc, and root, may write for their own user only). Let others read it: sudo chmod a+rX {closed}</source>
        <translation>{path}：当前用户无权读取模型文件（atc 或 root 生成的文件可能只有其所有者可读）。请开放读取权限：sudo chmod a+rX {closed}</translation>
    </message>
    <message>
        <source>{path}: the model file cannot be read ({reason}).</source>
        <translation>{path}：无法读取模型文件（{reason}）。</translation>
    </message>
    <message>
        <source>Copy it again and compare the SHA-256 on both sides (sha256sum FILE).</source>
        <translation>请重新复制，并比对两边的 SHA-256（sha256sum FILE）。</translation>
    </message>
    <message>
        <source>Copy it again, or compile it again with: python -m model_build compile</source>
        <translation>请重新复制，或重新编译：python -m model_build compile</translation>
    </message>
    <message>
        <source>{name}: this is not a compiled model (.om) but {what}. {way_out}</source>
        <translation>{name}：这不是编译好的模型（.om），而是{what}。{way_out}</translation>
    </message>
    <message>
        <source>this .om is encrypted, which AscendCL does not load. Compile it again without encryption: python -m model_build compile</source>
        <translation>此 .om 已加密，AscendCL 无法加载。请重新编译，不要加密：python -m model_build compile</translation>
    </message>
    <message>
        <source>this .om holds only the original model, not yet compiled for a chip, which AscendCL refuses to load. Compile it with: python -m model_build compile</source>
        <translation>此 .om 只含原始模型，尚未为芯片编译，AscendCL 拒绝加载。请编译：python -m model_build compile</translation>
    </message>
    <message>
        <source>input {name!r}</source>
        <translation>输入 {name!r} </translation>
    </message>
    <message>
        <source>output {name!r}</source>
        <translation>输出 {name!r} </translation>
    </message>
    <message>
        <source>{path}: a digit network has one input and one output, this one has {inputs} and {outputs}.</source>
        <translation>{path}：数字识别网络应有一个输入和一个输出，而它有 {inputs} 个输入和 {outputs} 个输出。</translation>
    </message>
    <message>
        <source>{path}: its {what} is {kind} {shape}, but its card says tensor(float) {wanted}. Export it again with: python -m model_build export</source>
        <translation>{path}：它的{what}为 {kind} {shape}，而模型卡写的是 tensor(float) {wanted}。请重新导出：python -m model_build export</translation>
    </message>
    <message>
        <source>The engine onnx needs ONNX Runtime ({reason}). Install it with: pip install onnxruntime</source>
        <translation>引擎 onnx 需要 ONNX Runtime（{reason}）。请安装：pip install onnxruntime</translation>
    </message>
    <message>
        <source>{path}: ONNX Runtime cannot load this model: {reason}</source>
        <translation>{path}：ONNX Runtime 无法加载此模型：{reason}</translation>
    </message>
    <message>
        <source>ONNX Runtime failed: {reason}</source>
        <translation>ONNX Runtime 出错：{reason}</translation>
    </message>
    <message>
        <source>a number does not end</source>
        <translation>有一个数没有结束</translation>
    </message>
    <message>
        <source>there are more than {most} fields</source>
        <translation>字段超过 {most} 个</translation>
    </message>
    <message>
        <source>there is a field without a number</source>
        <translation>有一个字段没有编号</translation>
    </message>
    <message>
        <source>a field reaches beyond the end</source>
        <translation>有一个字段超出了末尾</translation>
    </message>
    <message>
        <source>there is a field of the unknown type {kind}</source>
        <translation>有一个字段的类型 {kind} 未知</translation>
    </message>
    <message>
        <source>it is larger than {size:,.0f} MB</source>
        <translation>超过 {size:,.0f} MB</translation>
    </message>
    <message>
        <source>it is a pipe or a device, not a regular file</source>
        <translation>它是管道或设备，不是普通文件</translation>
    </message>
    <message>
        <source>no file can have this name: {reason}</source>
        <translation>文件不能用这个名称：{reason}</translation>
    </message>
    <message>
        <source>it is not an object with a few entries</source>
        <translation>它不是条目不多的对象</translation>
    </message>
    <message>
        <source>&quot;{name}&quot; is not a list</source>
        <translation>“{name}”不是列表</translation>
    </message>
    <message>
        <source>there is no {signs} at character {at}</source>
        <translation>第 {at} 个字符处没有 {signs}</translation>
    </message>
    <message>
        <source>there is more after its end, at character {at}</source>
        <translation>第 {at} 个字符处，结尾之后还有内容</translation>
    </message>
    <message>
        <source>it has more lists than a drawing has points</source>
        <translation>其中的列表过多</translation>
    </message>
    <message>
        <source>an item of it is larger than {size:.0f} MB</source>
        <translation>其中有一项超过 {size:.0f} MB</translation>
    </message>
    <message>
        <source>it is nested too deep</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>{reason} at character {at}</source>
        <translation>第 {at} 个字符处：{reason}</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有那个文件或目录</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>权限不够</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许的操作</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>文件已存在</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是目录</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>是一个目录</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>设备上没有剩余空间</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>超出磁盘限额</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>只读文件系统</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>设备或资源忙</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>输入/输出错误</translation>
    </message>
    <message>
        <source>No such device</source>
        <translation>没有那个设备</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名过长</translation>
    </message>
    <message>
        <source>Too many levels of symbolic links</source>
        <translation>符号链接的层数过多</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>网络不可达</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>没有到主机的路由</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>连接被对方重置</translation>
    </message>
    <message>
        <source>{before} {after}</source>
        <translation>{before}{after}</translation>
    </message>
    <message>
        <source>{path}: the picture is too large for this machine&apos;s memory.</source>
        <translation>{path}：图片过大，本机内存不足。</translation>
    </message>
    <message>
        <source>{path}: there are no pictures in this folder.</source>
        <translation>{path}：此文件夹中没有图片。</translation>
    </message>
    <message>
        <source>a number or nothing</source>
        <translation>数或空</translation>
    </message>
    <message>
        <source>of numbers</source>
        <translation>由数组成</translation>
    </message>
    <message>
        <source>whole numbers</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>four sizes above 0</source>
        <translation>四个大于 0 的尺寸</translation>
    </message>
    <message>
        <source>{first!r} or {second!r}</source>
        <translation>{first!r} 或 {second!r}</translation>
    </message>
    <message>
        <source>{layout!r} with {dtype}</source>
        <translation>{layout!r}（{dtype} 类型时）</translation>
    </message>
    <message>
        <source>above 0</source>
        <translation>大于 0</translation>
    </message>
    <message>
        <source>from 0 to 1</source>
        <translation>0 到 1</translation>
    </message>
    <message>
        <source>two or more, all different</source>
        <translation>两个以上且互不相同</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>{name!r} must be {wanted}, not {value!r}</source>
        <translation>{name!r} 不符合要求（{wanted}）：{value!r}</translation>
    </message>
    <message>
        <source>one of {names}</source>
        <translation>以下之一：{names}</translation>
    </message>
    <message>
        <source>in seconds since 1970</source>
        <translation>自 1970 年起的秒数</translation>
    </message>
    <message>
        <source>a digit from 0 to 9, or none</source>
        <translation>0 到 9 的数字或空</translation>
    </message>
    <message>
        <source>ten numbers from 0 to 1, or none</source>
        <translation>十个 0 到 1 的数，或没有</translation>
    </message>
    <message>
        <source>uint8 of {side} x {side}</source>
        <translation>{side} x {side} 的 uint8</translation>
    </message>
    <message>
        <source>of at most {size:.0f} MB</source>
        <translation>至多 {size:.0f} MB</translation>
    </message>
    <message>
        <source>left, top, width and height in pixels</source>
        <translation>左、上、宽、高（像素）</translation>
    </message>
    <message>
        <source>{name!r} is {wanted}</source>
        <translation>{name!r} 不符合要求（{wanted}）</translation>
    </message>
    <message>
        <source>Give the right to, or set XDG_DATA_HOME to another folder.</source>
        <translation>请授予权限，或将 XDG_DATA_HOME 设为其他文件夹。</translation>
    </message>
    <message>
        <source>{path}: the kept samples are damaged ({reason}). Move the file aside: it stays for a repair, and an empty one begins.</source>
        <translation>{path}：保存的样本已损坏（{reason}）。请将该文件移开：原文件留待修复，并另建空的样本库。</translation>
    </message>
    <message>
        <source>{path}: it cannot be read or written ({reason}). {way_out}</source>
        <translation>{path}：无法读写（{reason}）。{way_out}</translation>
    </message>
    <message>
        <source>{path}: the disk is full; what was there is as it was. Free some space, then try again.</source>
        <translation>{path}：磁盘已满；原有内容未变。请腾出空间后重试。</translation>
    </message>
    <message>
        <source>{path}: this user may not read and write there ({reason}). {way_out}</source>
        <translation>{path}：当前用户无权在此读写（{reason}）。{way_out}</translation>
    </message>
    <message>
        <source>{path}: another program has been writing there for more than {seconds} seconds. Close it, or try again.</source>
        <translation>{path}：另一程序占用写入已超过 {seconds} 秒。请关闭该程序，或重试。</translation>
    </message>
    <message>
        <source>{path}: the disk does not read or write as it should ({reason}). It may fail, or be full for this user.</source>
        <translation>{path}：磁盘读写异常（{reason}）。磁盘可能有故障，或当前用户的空间已满。</translation>
    </message>
    <message>
        <source>{path}: there is no such file or folder.</source>
        <translation>{path}：没有这个文件或文件夹。</translation>
    </message>
    <message>
        <source>{path}: there is something of that name already; it is left as it is. Name another place.</source>
        <translation>{path}：已有同名的文件或文件夹，未作改动。请指定其他位置。</translation>
    </message>
    <message>
        <source>Name another place.</source>
        <translation>请指定其他位置。</translation>
    </message>
    <message>
        <source>{path}: there is no such file.</source>
        <translation>{path}：没有这个文件。</translation>
    </message>
    <message>
        <source>{path}: it has no samples that can be read, or it is damaged: {reason}.</source>
        <translation>{path}：其中没有可读取的样本，或文件已损坏：{reason}。</translation>
    </message>
    <message>
        <source>{path}: sample {number} is damaged.</source>
        <translation>{path}：样本 {number} 已损坏。</translation>
    </message>
    <message>
        <source>unpacked it is larger than {size:,.0f} MB</source>
        <translation>解压后超过 {size:,.0f} MB</translation>
    </message>
    <message>
        <source>it cannot be unpacked ({reason})</source>
        <translation>无法解压（{reason}）</translation>
    </message>
    <message>
        <source>{path}: it has {pictures:,} pictures and {name} {labels:,} labels. They do not belong together.</source>
        <translation>{path}：它有 {pictures:,} 张图片，而 {name} 有 {labels:,} 个标签，两者不配套。</translation>
    </message>
    <message>
        <source>{path}: its pictures are of {width} x {height} pixels, not {field} x {field}.</source>
        <translation>{path}：其中的图片为 {width} x {height} 像素，而不是 {field} x {field}。</translation>
    </message>
    <message>
        <source>{path}: it has the label {label}; only the digits 0 to 9 are known here.</source>
        <translation>{path}：含有标签 {label}；此处只支持数字 0 到 9。</translation>
    </message>
    <message>
        <source>it is not an IDX file of bytes in {dimensions} dimensions</source>
        <translation>不是 {dimensions} 维的字节型 IDX 文件</translation>
    </message>
    <message>
        <source>it holds {size:,} bytes, its head says {shape}</source>
        <translation>它含 {size:,} 字节，而文件头写的是 {shape}</translation>
    </message>
    <message>
        <source>it has no &quot;format&quot;: &quot;{format}&quot;</source>
        <translation>其中没有 &quot;format&quot;: &quot;{format}&quot;</translation>
    </message>
    <message>
        <source>{path}: these samples take more than {size:.0f} MB. Export them in parts, by date.</source>
        <translation>{path}：这些样本超过 {size:.0f} MB。请按日期分批导出。</translation>
    </message>
    <message>
        <source>more than {most:,} of its samples are damaged</source>
        <translation>其中损坏的样本超过 {most:,} 个</translation>
    </message>
    <message>
        <source>{path}: sample {number} is damaged ({reason}).</source>
        <translation>{path}：样本 {number} 已损坏（{reason}）。</translation>
    </message>
    <message>
        <source>{folder}: it is not empty; it is left as it is. Name a new folder.</source>
        <translation>{folder}：文件夹不是空的，未作改动。请指定新的文件夹。</translation>
    </message>
    <message>
        <source>{folder}: there are no samples here. Known are MNIST&apos;s files, and folders 0 to 9 with pictures.</source>
        <translation>{folder}：这里没有样本。支持 MNIST 格式的文件，以及名为 0 到 9 的图片文件夹。</translation>
    </message>
    <message>
        <source>{path}: there is no ink in this picture.</source>
        <translation>{path}：此图片中没有笔迹。</translation>
    </message>
    <message>
        <source>{path}: this is not from an export; the folder is left as it is. Name a new one.</source>
        <translation>{path}：它不是导出的文件；文件夹未作改动。请指定新的文件夹。</translation>
    </message>
    <message>
        <source>{path}: the folder for the samples cannot be made ({reason}). Move away what is in its place, or set XDG_DATA_HOME to another folder.</source>
        <translation>{path}：无法建立样本文件夹（{reason}）。请移走占用此位置的文件，或将 XDG_DATA_HOME 设为其他文件夹。</translation>
    </message>
    <message>
        <source>{path}: it is larger than {size:,.0f} MB. Give it in parts.</source>
        <translation>{path}：超过 {size:,.0f} MB。请分批提供。</translation>
    </message>
    <message>
        <source>{path}: this is another program&apos;s file, not a store of samples. Name another file.</source>
        <translation>{path}：这是其他程序的文件，不是样本库。请指定其他文件。</translation>
    </message>
    <message>
        <source>{path}: a newer Atlas Digits wrote these samples (version {version}, this one knows {known}). They are left as they are. Install the newer program again, or name another file.</source>
        <translation>{path}：这些样本由更新版本的 Atlas Digits 写入（版本 {version}，本程序支持到 {known}），未作改动。请重新安装新版程序，或指定其他文件。</translation>
    </message>
    <message>
        <source>Sample {number} is damaged ({reason}). Delete it; the others are whole.</source>
        <translation>样本 {number} 已损坏（{reason}）。请删除它；其他样本完好。</translation>
    </message>
    <message>
        <source>There is no sample {number}; it may have been deleted in another window.</source>
        <translation>没有样本 {number}；它可能已在另一窗口中删除。</translation>
    </message>
    <message>
        <source>a correction is a digit from 0 to 9 or None, not {label!r}</source>
        <translation>更正应为 0 到 9 的数字或 None，而不是 {label!r}</translation>
    </message>
    <message>
        <source>{model}: it reads {right} of ten plain digits, and at least {needed} are needed. Train it longer, or take another model.</source>
        <translation>{model}：十个规整的数字中只读对 {right} 个，至少要 {needed} 个。请继续训练，或换用其他模型。</translation>
    </message>
    <message>
        <source>This is no address of a camera; one looks like http://192.168.1.20:8080/video.</source>
        <translation>这不是摄像头地址；地址形如 http://192.168.1.20:8080/video。</translation>
    </message>
    <message>
        <source>no such name is known in this network. Check the address.</source>
        <translation>网络中没有这个名称。请检查地址。</translation>
    </message>
    <message>
        <source>it does not answer. Is it switched on, and in the same network?</source>
        <translation>没有应答。它是否已开机，并在同一网络中？</translation>
    </message>
    <message>
        <source>there is a machine, but no camera answers at this port. Is its program running?</source>
        <translation>主机存在，但此端口没有摄像头应答。它的程序是否在运行？</translation>
    </message>
    <message>
        <source>it cannot be reached ({reason}).</source>
        <translation>无法连接（{reason}）。</translation>
    </message>
    <message>
        <source>{camera} is closed.</source>
        <translation>{camera} 已关闭。</translation>
    </message>
    <message>
        <source>{camera} sends from one address to the next. Use the last one.</source>
        <translation>{camera} 一再转到别的地址。请使用最后一个地址。</translation>
    </message>
    <message>
        <source>{camera} answers with an error (HTTP {status}).</source>
        <translation>{camera} 返回错误（HTTP {status}）。</translation>
    </message>
    <message>
        <source>{camera} gives one picture here, not a stream. Many cameras have theirs at /video.</source>
        <translation>{camera} 在此处只提供一张图片，而不是视频流。许多摄像头的视频流在 /video。</translation>
    </message>
    <message>
        <source>{camera} gives a web page here, not a stream. On that page, copy the address of the picture; many cameras have it at /video.</source>
        <translation>{camera} 在此处提供的是网页，而不是视频流。请在网页上复制画面的地址；许多摄像头的地址是 /video。</translation>
    </message>
    <message>
        <source>{camera} wants a name and a password, or other ones. Write them into the address: http://name:password@...</source>
        <translation>{camera} 需要用户名和密码，或所给的不对。请写入地址：http://name:password@...</translation>
    </message>
    <message>
        <source>{camera} has nothing at {path}. Many cameras have their stream at /video.</source>
        <translation>{camera} 的 {path} 处没有内容。许多摄像头的视频流在 /video。</translation>
    </message>
    <message>
        <source>{camera} is busy: it may serve only a few viewers at a time.</source>
        <translation>{camera} 正忙：它可能只允许少数人同时观看。</translation>
    </message>
    <message>
        <source>{camera} cannot prove that it is what it says ({reason}). In your own network, use its http:// address.</source>
        <translation>无法验证 {camera} 的身份（{reason}）。在自己的网络中，请使用它的 http:// 地址。</translation>
    </message>
    <message>
        <source>{camera} does not answer. Is its camera program running?</source>
        <translation>{camera} 没有应答。它的摄像头程序是否在运行？</translation>
    </message>
    <message>
        <source>{camera} does not answer as a camera does ({reason}).</source>
        <translation>{camera} 的应答不像摄像头（{reason}）。</translation>
    </message>
    <message>
        <source>{camera} has sent no picture for {seconds:.0f} s.</source>
        <translation>{camera} 已有 {seconds:.0f} 秒没有画面。</translation>
    </message>
    <message>
        <source>The connection to {camera} broke. It is opened again.</source>
        <translation>与 {camera} 的连接已断开，正在重新打开。</translation>
    </message>
    <message>
        <source>{camera} has ended the stream. It is opened again.</source>
        <translation>{camera} 结束了视频流，正在重新打开。</translation>
    </message>
    <message>
        <source>{camera} sends damaged pictures only.</source>
        <translation>{camera} 发来的画面都已损坏。</translation>
    </message>
    <message>
        <source>The picture is black: take the cap off the lens, or give it more light.</source>
        <translation>画面全黑：请取下镜头盖，或增加光线。</translation>
    </message>
    <message>
        <source>Unexpected error: {kind}: {reason}</source>
        <translation>意外错误：{kind}: {reason}</translation>
    </message>
    <message>
        <source>This machine has no MIPI camera library ({name}): it comes with the Atlas 200 DK. Where it is elsewhere, set {variable} to its path.</source>
        <translation>本机没有 MIPI 摄像头库（{name}）：它随 Atlas 200 DK 提供。若在其他位置，请将 {variable} 设为其路径。</translation>
    </message>
    <message>
        <source>MIPI camera {number}</source>
        <translation>MIPI 摄像头 {number}</translation>
    </message>
    <message>
        <source>rate</source>
        <translation>帧率</translation>
    </message>
    <message>
        <source>format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>way of reading</source>
        <translation>读取方式</translation>
    </message>
    <message>
        <source>{camera} gives pictures of {failed} bytes, not of {width}x{height} pixels.</source>
        <translation>{camera} 给出的画面为 {failed} 字节，与 {width}x{height} 像素不符。</translation>
    </message>
    <message>
        <source>There is no {camera}: check its cable, with the board switched off.</source>
        <translation>没有 {camera}：请关闭开发板电源后检查排线。</translation>
    </message>
    <message>
        <source>{camera} cannot be opened: another program has it. Close that program.</source>
        <translation>无法打开 {camera}：它正被其他程序占用。请关闭该程序。</translation>
    </message>
    <message>
        <source>{camera}: its {what} cannot be set. Another program may be using it.</source>
        <translation>{camera}：无法设置{what}。可能有其他程序正在使用它。</translation>
    </message>
    <message>
        <source>{camera} gives no pictures any more. It is opened again.</source>
        <translation>{camera} 不再有画面，正在重新打开。</translation>
    </message>
    <message>
        <source>The MIPI camera library cannot be initialised. Is the board&apos;s driver running?</source>
        <translation>MIPI 摄像头库初始化失败。开发板的驱动是否在运行？</translation>
    </message>
    <message>
        <source>{camera} does not answer. Restart the board.</source>
        <translation>{camera} 没有应答。请重启开发板。</translation>
    </message>
    <message>
        <source>{camera} has sent no picture for {seconds:.0f} s. It is started again.</source>
        <translation>{camera} 已有 {seconds:.0f} 秒没有画面，正在重新启动。</translation>
    </message>
    <message>
        <source>{path}: the MIPI camera library cannot be loaded ({reason}).</source>
        <translation>{path}：无法加载 MIPI 摄像头库（{reason}）。</translation>
    </message>
    <message>
        <source>What comes is no stream of pictures.</source>
        <translation>收到的不是画面流。</translation>
    </message>
    <message>
        <source>A picture of {size:,.0f} MB was announced: this is no stream of pictures.</source>
        <translation>对方声明的画面有 {size:,.0f} MB：这不是画面流。</translation>
    </message>
    <message>
        <source>A picture of the stream has no end.</source>
        <translation>流中有一幅画面没有结尾。</translation>
    </message>
    <message>
        <source>{path}: the file is empty.</source>
        <translation>{path}：文件是空的。</translation>
    </message>
    <message>
        <source>{path}: this is not a picture, or it is damaged. Known kinds: {kinds}.</source>
        <translation>{path}：不是图片，或已损坏。支持的格式：{kinds}。</translation>
    </message>
    <message>
        <source>{path}: pixels of type {dtype} are not supported; save it with 8 or 16 bits a channel.</source>
        <translation>{path}：不支持 {dtype} 类型的像素；请以每通道 8 或 16 位保存。</translation>
    </message>
    <message>
        <source>{path}: the folder cannot be read ({reason}).</source>
        <translation>{path}：无法读取文件夹（{reason}）。</translation>
    </message>
    <message>
        <source>{path}: this is a folder, not a picture.</source>
        <translation>{path}：这是文件夹，不是图片。</translation>
    </message>
    <message>
        <source>{path}: the file cannot be read ({reason}).</source>
        <translation>{path}：无法读取文件（{reason}）。</translation>
    </message>
    <message>
        <source>{path}: the picture cannot be decoded ({reason}).</source>
        <translation>{path}：无法解码图片（{reason}）。</translation>
    </message>
    <message>
        <source>{path}: the picture has more than {millions:.0f} million pixels. Make it smaller.</source>
        <translation>{path}：图片超过 {millions:.0f} 百万像素。请将其缩小。</translation>
    </message>
    <message>
        <source>{path}: that was the last picture.</source>
        <translation>{path}：这是最后一张图片。</translation>
    </message>
    <message>
        <source>{path}: a frame of {shape} cannot be stored.</source>
        <translation>{path}：无法存储 {shape} 的画面。</translation>
    </message>
    <message>
        <source>{path}: this is not a recording made here, or it is empty.</source>
        <translation>{path}：不是本应用的录制文件，或是空的。</translation>
    </message>
    <message>
        <source>{path}: there is such a file already; it is left as it is.</source>
        <translation>{path}：已有同名文件，未作改动。</translation>
    </message>
    <message>
        <source>{path}: the recording cannot be made ({reason}).</source>
        <translation>{path}：无法录制（{reason}）。</translation>
    </message>
    <message>
        <source>{path}: the recording ends here ({reason}); its {frames} frames until now are kept. Free some space, or record to another place.</source>
        <translation>{path}：录制到此为止（{reason}）；此前的 {frames} 帧已保留。请腾出空间，或录制到其他位置。</translation>
    </message>
    <message>
        <source>{camera}: that was its last frame.</source>
        <translation>{camera}：这是最后一帧。</translation>
    </message>
    <message>
        <source>{camera}: the recording is damaged from here on.</source>
        <translation>{camera}：录制文件从此处起已损坏。</translation>
    </message>
    <message>
        <source>{camera} is there, but gives no video. Check the path of the address, and its name and password.</source>
        <translation>{camera} 存在，但没有视频。请检查地址中的路径，以及用户名和密码。</translation>
    </message>
    <message>
        <source>a camera (0, or /dev/video0), mipi:0, http://..., rtsp://..., or the path of a video, a picture, a folder of pictures or a recording</source>
        <translation>摄像头（0 或 /dev/video0）、mipi:0、http://...、rtsp://...，或视频、图片、图片文件夹、录制文件的路径</translation>
    </message>
    <message>
        <source>{uri}: {scheme}:// is not known here. Known: {known}.</source>
        <translation>{uri}：不支持 {scheme}://。支持：{known}。</translation>
    </message>
    <message>
        <source>{uri!r} names no source. Known: {known}.</source>
        <translation>{uri!r} 不是画面来源。支持：{known}。</translation>
    </message>
    <message>
        <source>{camera} was unplugged. Plug it in again: it goes on by itself.</source>
        <translation>{camera} 已拔出。重新插上后会自动继续。</translation>
    </message>
    <message>
        <source>{camera} does not answer. Unplug it and plug it in again.</source>
        <translation>{camera} 没有应答。请拔下后重新插上。</translation>
    </message>
    <message>
        <source>{camera}: {name} cannot be set ({reason}).</source>
        <translation>{camera}：无法设置 {name}（{reason}）。</translation>
    </message>
    <message>
        <source>{camera} sends what is no picture, or has changed its size.</source>
        <translation>{camera} 发来的不是画面，或尺寸已改变。</translation>
    </message>
    <message>
        <source>{device} opens but gives no pictures. Unplug it and plug it in again.</source>
        <translation>{device} 可以打开，但没有画面。请拔下后重新插上。</translation>
    </message>
    <message>
        <source>The camera {device} cannot be opened ({reason}).</source>
        <translation>无法打开摄像头 {device}（{reason}）。</translation>
    </message>
    <message>
        <source>{device} gives no pictures: a camera often has two devices, try the other one.</source>
        <translation>{device} 没有画面：一个摄像头常有两个设备，请试试另一个。</translation>
    </message>
    <message>
        <source>There is no camera at {device}. Plug one in, or choose another source.</source>
        <translation>{device} 处没有摄像头。请插上摄像头，或选择其他来源。</translation>
    </message>
    <message>
        <source>This user may not use the camera {device}: it belongs to the group {group!r}. Run: sudo usermod -aG {group} $USER, then log out and in again.</source>
        <translation>当前用户无权使用摄像头 {device}：它属于 {group!r} 组。请运行 sudo usermod -aG {group} $USER，然后重新登录。</translation>
    </message>
    <message>
        <source>The camera {device} is in use by another program. Close that program.</source>
        <translation>摄像头 {device} 正被其他程序使用。请关闭该程序。</translation>
    </message>
    <message>
        <source>{device} is not a camera.</source>
        <translation>{device} 不是摄像头。</translation>
    </message>
    <message>
        <source>{path}: this is not a video, or one that cannot be played here. Known: MP4, AVI.</source>
        <translation>{path}：不是视频，或无法在此播放。支持：MP4、AVI。</translation>
    </message>
    <message>
        <source>{path}: this is not a regular file.</source>
        <translation>{path}：不是普通文件。</translation>
    </message>
    <message>
        <source>{path}: this user may not read the file.</source>
        <translation>{path}：当前用户无权读取此文件。</translation>
    </message>
    <message>
        <source>It was closed.</source>
        <translation>已关闭。</translation>
    </message>
    <message>
        <source>a point</source>
        <translation>点</translation>
    </message>
    <message>
        <source>{name} is not a number of JSON</source>
        <translation>{name} 不是 JSON 中的数</translation>
    </message>
    <message>
        <source>a width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>a {kind}</source>
        <translation>{kind}</translation>
    </message>
    <message>
        <source>{path}: this drawing would be larger than {size:.0f} MB.</source>
        <translation>{path}：此手写内容将超过 {size:.0f} MB。</translation>
    </message>
    <message>
        <source>it has a number of too many digits</source>
        <translation>其中有位数过多的数</translation>
    </message>
    <message>
        <source>&quot;version&quot; is a whole number from 1, not {found}</source>
        <translation>“version”应为从 1 开始的整数，而不是 {found}</translation>
    </message>
    <message>
        <source>it is of version {found}, written by a newer Atlas Digits; this one knows {known}</source>
        <translation>它由更新版本的 Atlas Digits 写入，版本为 {found}；本程序支持到 {known}</translation>
    </message>
    <message>
        <source>it has {count:,} strokes, more than {most:,}</source>
        <translation>有 {count:,} 个笔画，超过 {most:,} 个</translation>
    </message>
    <message>
        <source>it has {count:,} points, more than {most:,}</source>
        <translation>有 {count:,} 个点，超过 {most:,} 个</translation>
    </message>
    <message>
        <source>a stroke has at least one point</source>
        <translation>笔画至少要有一个点</translation>
    </message>
    <message>
        <source>a point is two numbers</source>
        <translation>点应为两个数</translation>
    </message>
    <message>
        <source>{widths} widths are given for {points} points</source>
        <translation>{points} 个点却给出了 {widths} 个宽度</translation>
    </message>
    <message>
        <source>a size is two whole numbers, not {found}</source>
        <translation>尺寸应为两个整数，而不是 {found}</translation>
    </message>
    <message>
        <source>a width is above 0 and at most {most:,}, not {width}</source>
        <translation>宽度应大于 0 且不超过 {most:,}，而不是 {width}</translation>
    </message>
    <message>
        <source>{what} is of numbers, not {found}</source>
        <translation>{what}应为数，而不是 {found}</translation>
    </message>
    <message>
        <source>{what} is from {least:,} to {most:,}, not {value}</source>
        <translation>{what}应在 {least:,} 到 {most:,} 之间，而不是 {value}</translation>
    </message>
    <message>
        <source>{what} is a list, not {found}</source>
        <translation>{what}应为列表，而不是 {found}</translation>
    </message>
    <message>
        <source>{path}: this drawing cannot be written: {reason}.</source>
        <translation>{path}：无法写入此手写内容：{reason}。</translation>
    </message>
    <message>
        <source>{path}: the drawing cannot be written ({reason}). Save it to another place.</source>
        <translation>{path}：无法写入手写内容（{reason}）。请保存到其他位置。</translation>
    </message>
    <message>
        <source>{path}: this is not a drawing of this program, or it is damaged: {reason}.</source>
        <translation>{path}：不是本程序的手写文件，或已损坏：{reason}。</translation>
    </message>
    <message>
        <source>it is not text in UTF-8</source>
        <translation>不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>a stroke is an object, not {found}</source>
        <translation>笔画应为对象，而不是 {found}</translation>
    </message>
    <message>
        <source>a side is a whole number from 1 to {most:,}, not {found}</source>
        <translation>边长应为 1 到 {most:,} 的整数，而不是 {found}</translation>
    </message>
    <message>
        <source>No other model was used before this one.</source>
        <translation>在此之前没有用过其他模型。</translation>
    </message>
    <message>
        <source>No engine runs. Choose another model.</source>
        <translation>没有推理引擎在运行，请选择其他模型。</translation>
    </message>
    <message>
        <source>{path}: the picture cannot be opened ({kind}: {reason}).</source>
        <translation>{path}：无法打开图片（{kind}: {reason}）。</translation>
    </message>
    <message>
        <source>{path}: this is the store of the samples itself. Name another file.</source>
        <translation>{path}：这就是样本库本身。请指定其他文件。</translation>
    </message>
    <message>
        <source>{path}: the picture cannot be kept.</source>
        <translation>{path}：无法保留此图片。</translation>
    </message>
    <message>
        <source>{path}: it was not read.</source>
        <translation>{path}：尚未识别。</translation>
    </message>
    <message>
        <source>file is not a database</source>
        <translation>文件不是数据库</translation>
    </message>
    <message>
        <source>database disk image is malformed</source>
        <translation>数据库文件已损坏</translation>
    </message>
    <message>
        <source>malformed database schema</source>
        <translation>数据库结构已损坏</translation>
    </message>
    <message>
        <source>attempt to write a readonly database</source>
        <translation>数据库为只读</translation>
    </message>
    <message>
        <source>unable to open database file</source>
        <translation>无法打开数据库文件</translation>
    </message>
    <message>
        <source>disk I/O error</source>
        <translation>磁盘读写错误</translation>
    </message>
    <message>
        <source>this .om is cut off after {size:,} bytes, within its header. Most often a copy was interrupted.</source>
        <translation>此 .om 只有前 {size:,} 字节，连文件头都不完整，多半是复制中断了。</translation>
    </message>
    <message>
        <source>the header of this .om says that it has {size:,} bytes; it is damaged, all have {right}.</source>
        <translation>此 .om 的文件头已损坏：它称自己有 {size:,} 字节，而应为 {right} 字节。</translation>
    </message>
    <message>
        <source>this .om is cut off: {missing:,} of the {stated:,} bytes that its header states are missing. Most often a copy was interrupted.</source>
        <translation>此 .om 不完整：文件头注明 {stated:,} 字节，缺少 {missing:,} 字节，多半是复制中断了。</translation>
    </message>
    <message>
        <source>this .om is longer than its header states: {more:,} bytes follow the first {stated:,}. It was written over a longer one, or something was appended.</source>
        <translation>此 .om 比文件头注明的长：在前 {stated:,} 字节之后还有 {more:,} 字节。它可能覆盖了更长的文件，或被追加了内容。</translation>
    </message>
    <message>
        <source>the header of this .om is damaged: it says {models:,} models.</source>
        <translation>此 .om 的文件头已损坏：它称含有 {models:,} 个模型。</translation>
    </message>
    <message>
        <source>the partition table of this .om is damaged: the last {size:,} bytes belong to no partition.</source>
        <translation>此 .om 的分区表已损坏：最后 {size:,} 字节不属于任何分区。</translation>
    </message>
    <message>
        <source>this .om has no partition table.</source>
        <translation>此 .om 没有分区表。</translation>
    </message>
    <message>
        <source>the partition table of this .om is damaged: it says {count:,} partitions.</source>
        <translation>此 .om 的分区表已损坏：它称有 {count:,} 个分区。</translation>
    </message>
    <message>
        <source>the model definition in this .om is damaged: {reason}.</source>
        <translation>此 .om 中的模型定义已损坏：{reason}。</translation>
    </message>
    <message>
        <source>the partition table of this .om is damaged.</source>
        <translation>此 .om 的分区表已损坏。</translation>
    </message>
    <message>
        <source>Expecting value</source>
        <translation>应为一个值</translation>
    </message>
    <message>
        <source>Expecting &apos;,&apos; delimiter</source>
        <translation>应为分隔符“,”</translation>
    </message>
    <message>
        <source>Expecting &apos;:&apos; delimiter</source>
        <translation>应为分隔符“:”</translation>
    </message>
    <message>
        <source>Expecting property name enclosed in double quotes</source>
        <translation>应为双引号中的属性名</translation>
    </message>
    <message>
        <source>Illegal trailing comma before end of object</source>
        <translation>对象末尾有多余的逗号</translation>
    </message>
    <message>
        <source>Illegal trailing comma before end of array</source>
        <translation>数组末尾有多余的逗号</translation>
    </message>
    <message>
        <source>Extra data</source>
        <translation>有多余的数据</translation>
    </message>
    <message>
        <source>Unterminated string starting at</source>
        <translation>字符串没有结束</translation>
    </message>
    <message>
        <source>Invalid control character at</source>
        <translation>控制字符无效</translation>
    </message>
    <message>
        <source>Invalid \escape</source>
        <translation>无效的转义符</translation>
    </message>
    <message>
        <source>Invalid \uXXXX escape</source>
        <translation>无效的 \uXXXX 转义</translation>
    </message>
    <message>
        <source>{what}: line {line} column {column} (char {at})</source>
        <translation>第 {line} 行第 {column} 列（第 {at} 个字符）：{what}</translation>
    </message>
    <message>
        <source>{path}: no file can have this name.</source>
        <translation>{path}：文件不能使用这个名称。</translation>
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
