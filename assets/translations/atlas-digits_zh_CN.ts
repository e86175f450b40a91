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
        <source>No engine</source>
        <translation>无推理引擎</translation>
    </message>
    <message>
        <source>You can draw, but nothing can be read now.</source>
        <translation>可以书写，但目前无法识别。</translation>
    </message>
    <message>
        <source>Engine failed</source>
        <translation>推理引擎出错</translation>
    </message>
    <message>
        <source>This drawing could not be read.</source>
        <translation>未能识别当前内容。</translation>
    </message>
    <message>
        <source>The wanted engine cannot be used. %1 answers in its place.</source>
        <translation>所选引擎无法使用,现由 %1 代为识别。</translation>
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
