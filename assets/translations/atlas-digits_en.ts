<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AccuracyCard</name>
    <message numerus="yes">
        <source>%1 of %n answer(s) were right</source>
        <translation>
            <numerusform>%1 of %n answer was right</numerusform>
            <numerusform>%1 of %n answers were right</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AnswerCard</name>
    <message numerus="yes">
        <source>%n digit(s)</source>
        <translation>
            <numerusform>%n digit</numerusform>
            <numerusform>%n digits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilesPage</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeptInCard</name>
    <message numerus="yes">
        <source>%n sample(s), on this computer only</source>
        <translation>
            <numerusform>%n sample, on this computer only</numerusform>
            <numerusform>%n samples, on this computer only</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SampleTools</name>
    <message numerus="yes">
        <source>The %n sample(s) listed here as</source>
        <translation>
            <numerusform>The %n sample listed here as</numerusform>
            <numerusform>The %n samples listed here as</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SampleTransfer</name>
    <message numerus="yes">
        <source>Exporting %n sample(s)…</source>
        <translation>
            <numerusform>Exporting %n sample…</numerusform>
            <numerusform>Exporting %n samples…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) exported to %1.</source>
        <translation>
            <numerusform>%n sample exported to %1.</numerusform>
            <numerusform>%n samples exported to %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without a correction left out.</source>
        <translation>
            <numerusform>%n without a correction left out.</numerusform>
            <numerusform>%n without a correction left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) imported from %1.</source>
        <translation>
            <numerusform>%n sample imported from %1.</numerusform>
            <numerusform>%n samples imported from %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were here already.</source>
        <translation>
            <numerusform>%n was here already.</numerusform>
            <numerusform>%n were here already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be read.</source>
        <translation>
            <numerusform>%n could not be read.</numerusform>
            <numerusform>%n could not be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n damaged left out.</source>
        <translation>
            <numerusform>%n damaged left out.</numerusform>
            <numerusform>%n damaged left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SamplesPage</name>
    <message numerus="yes">
        <source>%n sample(s) kept as %1</source>
        <translation>
            <numerusform>%n sample kept as %1</numerusform>
            <numerusform>%n samples kept as %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleting %n sample(s)…</source>
        <translation>
            <numerusform>Deleting %n sample…</numerusform>
            <numerusform>Deleting %n samples…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) deleted</source>
        <translation>
            <numerusform>%n sample deleted</numerusform>
            <numerusform>%n samples deleted</numerusform>
        </translation>
    </message>
</context>
</TS>
