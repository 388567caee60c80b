<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CarriedConnectPage</name>
    <message numerus="yes">
        <source>%n device profiles cannot be used</source>
        <translation>
            <numerusform>%n device profile cannot be used</numerusform>
            <numerusform>%n device profiles cannot be used</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message numerus="yes">
        <source>%n devices of this work order are left.</source>
        <translation>
            <numerusform>%n device of this work order is left.</numerusform>
            <numerusform>%n devices of this work order are left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies are home</source>
        <translation>
            <numerusform>%n copy is home</numerusform>
            <numerusform>%n copies are home</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The portal has confirmed that they are credited. They can go to other devices.</source>
        <translation>
            <numerusform>The portal has confirmed that it is credited. It can go to another device.</numerusform>
            <numerusform>The portal has confirmed that they are credited. They can go to other devices.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies are handed over</source>
        <translation>
            <numerusform>%n copy is handed over</numerusform>
            <numerusform>%n copies are handed over</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>As you reported. The proof shows that they are gone from {host}; the portal has not confirmed it yet.</source>
        <translation>
            <numerusform>As you reported. The proof shows that it is gone from {host}; the portal has not confirmed it yet.</numerusform>
            <numerusform>As you reported. The proof shows that they are gone from {host}; the portal has not confirmed it yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message numerus="yes">
        <source>%n finished cases</source>
        <translation>
            <numerusform>%n finished case</numerusform>
            <numerusform>%n finished cases</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Losses</name>
    <message numerus="yes">
        <source>%n copies leave {host} for good</source>
        <translation>
            <numerusform>%n copy leaves {host} for good</numerusform>
            <numerusform>%n copies leave {host} for good</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{products} stop working on {host}.</source>
        <translation>
            <numerusform>{products} stops working on {host}.</numerusform>
            <numerusform>{products} stop working on {host}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NamedDevices</name>
    <message numerus="yes">
        <source>This file has orders for %n devices</source>
        <translation>
            <numerusform>This file has an order for %n device</numerusform>
            <numerusform>This file has orders for %n devices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StripView</name>
    <message numerus="yes">
        <source>%n copies on the device, reported by it.</source>
        <translation>
            <numerusform>%n copy on the device, reported by it.</numerusform>
            <numerusform>%n copies on the device, reported by it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies on the device, signed by it.</source>
        <translation>
            <numerusform>%n copy on the device, signed by it.</numerusform>
            <numerusform>%n copies on the device, signed by it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies on the device.</source>
        <translation>
            <numerusform>%n copy on the device.</numerusform>
            <numerusform>%n copies on the device.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies under way, the signed proof is in hand.</source>
        <translation>
            <numerusform>%n copy under way, the signed proof is in hand.</numerusform>
            <numerusform>%n copies under way, the signed proof is in hand.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies under way, the file is in hand, not read.</source>
        <translation>
            <numerusform>%n copy under way, the file is in hand, not read.</numerusform>
            <numerusform>%n copies under way, the file is in hand, not read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies under way, reported.</source>
        <translation>
            <numerusform>%n copy under way, reported.</numerusform>
            <numerusform>%n copies under way, reported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies in the portal, confirmed by it.</source>
        <translation>
            <numerusform>%n copy in the portal, confirmed by it.</numerusform>
            <numerusform>%n copies in the portal, confirmed by it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies in the portal, reported.</source>
        <translation>
            <numerusform>%n copy in the portal, reported.</numerusform>
            <numerusform>%n copies in the portal, reported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies in the portal.</source>
        <translation>
            <numerusform>%n copy in the portal.</numerusform>
            <numerusform>%n copies in the portal.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Working</name>
    <message numerus="yes">
        <source>about %n seconds left</source>
        <translation>
            <numerusform>about %n second left</numerusform>
            <numerusform>about %n seconds left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Ways</name>
    <message numerus="yes">
        <source>%n files to carry</source>
        <translation>
            <numerusform>%n file to carry</numerusform>
            <numerusform>%n files to carry</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visits</source>
        <translation>
            <numerusform>%n visit</numerusform>
            <numerusform>%n visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>carry</name>
    <message numerus="yes">
        <source>The %n copies are safe in the proof. You can save it again at any time.</source>
        <translation>
            <numerusform>The %n copy is safe in the proof. You can save it again at any time.</numerusform>
            <numerusform>The %n copies are safe in the proof. You can save it again at any time.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scan</name>
    <message numerus="yes">
        <source>%n more files were read; read their pictures by themselves.</source>
        <translation>
            <numerusform>%n more file was read; read its pictures by themselves.</numerusform>
            <numerusform>%n more files were read; read their pictures by themselves.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n seconds left</source>
        <translation>
            <numerusform>about %n second left</numerusform>
            <numerusform>about %n seconds left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n parts are still missing.</source>
        <translation>
            <numerusform>%n part is still missing.</numerusform>
            <numerusform>%n parts are still missing.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>words</name>
    <message numerus="yes">
        <source>%n copies</source>
        <translation>
            <numerusform>%n copy</numerusform>
            <numerusform>%n copies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n min ago</numerusform>
            <numerusform>%n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>%n h ago</numerusform>
            <numerusform>%n h ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
</context>
</TS>
