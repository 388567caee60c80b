<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutPage</name>
    <message>
        <source>About Retour</source>
        <translation>Über Retour</translation>
    </message>
    <message>
        <source>Version {version}. Brings a device&apos;s licenses home to their portal, provably.</source>
        <translation>Version {version}. Bringt die Lizenzen eines Geräts nachweislich in ihr Portal zurück.</translation>
    </message>
    <message>
        <source>Licensed under the Apache License 2.0.</source>
        <translation>Lizenziert unter der Apache License 2.0.</translation>
    </message>
    <message>
        <source>FlexNet is a mark of its owner. Retour is made independently of it and is not endorsed by it.</source>
        <translation>FlexNet ist eine Marke ihres Inhabers. Retour ist unabhängig davon entstanden und wird von ihm nicht unterstützt.</translation>
    </message>
    <message>
        <source>Third-party software</source>
        <translation>Software von Dritten</translation>
    </message>
    <message>
        <source>Qt and Qt for Python are used under the GNU LGPL version 3: they are separate files that you may replace.</source>
        <translation>Qt und Qt for Python werden unter der GNU LGPL Version 3 verwendet: Es sind eigene Dateien, die ersetzt werden dürfen.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>The device profile {name} cannot be used: put its file back.</source>
        <translation>Das Geräteprofil {name} ist nicht verwendbar: seine Datei zurücklegen.</translation>
    </message>
    <message>
        <source>Reading the device</source>
        <translation>Das Gerät wird gelesen</translation>
    </message>
    <message>
        <source>Opening the case</source>
        <translation>Vorgang wird begonnen</translation>
    </message>
    <message>
        <source>Waiting for the device&apos;s file</source>
        <translation>Warten auf die Datei des Geräts</translation>
    </message>
    <message>
        <source>Looking at the file</source>
        <translation>Datei wird geprüft</translation>
    </message>
    <message>
        <source>Looking at the response</source>
        <translation>Antwort wird geprüft</translation>
    </message>
    <message>
        <source>The device processes the response</source>
        <translation>Das Gerät verarbeitet die Antwort</translation>
    </message>
    <message>
        <source>Recording it</source>
        <translation>Wird aufgezeichnet</translation>
    </message>
    <message>
        <source>Writing the file</source>
        <translation>Datei wird geschrieben</translation>
    </message>
</context>
<context>
    <name>Amount</name>
    <message>
        <source>Parts of the message</source>
        <translation>Teile der Nachricht</translation>
    </message>
    <message>
        <source>{done} of {count} parts</source>
        <translation>{done} von {count} Teilen</translation>
    </message>
</context>
<context>
    <name>AnswerPage</name>
    <message>
        <source>Drop the answer here, or choose it</source>
        <translation>Die Antwort hier ablegen oder auswählen</translation>
    </message>
    <message>
        <source>Its name ends in _answer.retour</source>
        <translation>Ihr Name endet auf _answer.retour</translation>
    </message>
    <message>
        <source>&amp;Finish without it</source>
        <translation>Ohne sie &amp;abschließen</translation>
    </message>
    <message>
        <source>It is not handed over &amp;yet: back to the file</source>
        <translation>&amp;Noch nicht übergeben: zurück zur Datei</translation>
    </message>
    <message>
        <source>&amp;Open answer...</source>
        <translation>Antwort &amp;öffnen...</translation>
    </message>
    <message>
        <source>{name} is genuine. It does not bring this case on: take the newest file to the portal and bring the answer to that.</source>
        <translation>{name} ist echt, bringt diesen Vorgang aber nicht weiter: die neueste Datei zum Portal bringen und die Antwort darauf holen.</translation>
    </message>
    <message>
        <source>Choose it, drop it here or paste it.</source>
        <translation>Wählen, hier ablegen oder einfügen.</translation>
    </message>
    <message>
        <source>From the portal&apos;s screen or a printed sheet, by camera or from pictures.</source>
        <translation>Vom Bildschirm des Portals oder einem gedruckten Blatt, mit der Kamera oder aus Bildern.</translation>
    </message>
    <message>
        <source>These are several files; only pictures of a code are taken together.</source>
        <translation>Das sind mehrere Dateien; zusammen werden nur Bilder eines Codes genommen.</translation>
    </message>
    <message>
        <source>{name} is genuine, and it is the answer to this case.</source>
        <translation>{name} ist echt und die Antwort auf diesen Vorgang.</translation>
    </message>
    <message>
        <source>&amp;Scan the answer...</source>
        <translation>Antwort &amp;scannen...</translation>
    </message>
    <message>
        <source>The portal shows the answer as a QR code: on its page, press “Show as QR”.</source>
        <translation>Das Portal zeigt die Antwort als QR-Code: auf seiner Seite „Show as QR“ drücken.</translation>
    </message>
    <message>
        <source>The portal has answered that the copies are credited.</source>
        <translation>Das Portal hat geantwortet, dass die Kopien gutgeschrieben sind.</translation>
    </message>
    <message>
        <source>Handed over, as you reported. The portal&apos;s answer to it closes the case as confirmed.</source>
        <translation>Laut Meldung übergeben. Die Antwort des Portals darauf schließt den Vorgang als bestätigt ab.</translation>
    </message>
    <message>
        <source>The answer is here, genuine and for this request.</source>
        <translation>Die Antwort ist hier, echt und für diese Anforderung.</translation>
    </message>
    <message>
        <source>Bring the portal&apos;s answer. It is checked here before the device sees it.</source>
        <translation>Die Antwort des Portals bringen. Sie wird hier geprüft, bevor das Gerät sie sieht.</translation>
    </message>
    <message>
        <source>Open answer</source>
        <translation>Antwort öffnen</translation>
    </message>
    <message>
        <source>Retour files (*.retour)</source>
        <translation>Retour-Dateien (*.retour)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>ApplyPage</name>
    <message>
        <source>The answer is kept here. Retour finds the device by itself.</source>
        <translation>Die Antwort ist hier aufbewahrt. Retour findet das Gerät von selbst.</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>Connect {host}</source>
        <translation>{host} anschließen</translation>
    </message>
    <message>
        <source>Connect the device.</source>
        <translation>Das Gerät anschließen.</translation>
    </message>
    <message>
        <source>&amp;Give the answer to the device</source>
        <translation>Antwort ans Gerät über&amp;tragen</translation>
    </message>
    <message>
        <source>Tick what stops working.</source>
        <translation>Ankreuzen, was nicht mehr funktionieren wird.</translation>
    </message>
    <message>
        <source>The portal has marked nothing on this device</source>
        <translation>Das Portal hat auf diesem Gerät nichts zum Entfernen markiert</translation>
    </message>
    <message>
        <source>Its answer leaves everything as it is, so this case can end here. Have the copies marked for removal in the portal, then start the return again.</source>
        <translation>Seine Antwort lässt alles, wie es ist; dieser Vorgang kann hier enden. Die Kopien im Portal zum Entfernen markieren lassen, dann die Rückgabe neu beginnen.</translation>
    </message>
    <message>
        <source>&amp;End it here</source>
        <translation>Hier &amp;beenden</translation>
    </message>
    <message>
        <source>Apply the answer and &amp;remove {copies}</source>
        <translation>Antwort anwenden und {copies} &amp;entfernen</translation>
    </message>
    <message>
        <source>The device processed the answer and signed its confirmation.</source>
        <translation>Das Gerät hat die Antwort verarbeitet und seine Bestätigung signiert.</translation>
    </message>
    <message>
        <source>The answer brings the licenses to the device.</source>
        <translation>Die Antwort bringt die Lizenzen auf das Gerät.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Until here nothing was changed. What follows cannot be undone at the device.</source>
        <translation>Bis hierher wurde nichts geändert. Was folgt, lässt sich am Gerät nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>The device checks the answer and takes the licenses into its store.</source>
        <translation>Das Gerät prüft die Antwort und nimmt die Lizenzen in seinen Lizenzspeicher auf.</translation>
    </message>
    <message>
        <source>The device checks the answer itself, removes the copies and signs the confirmation.</source>
        <translation>Das Gerät prüft die Antwort selbst, entfernt die Kopien und signiert die Bestätigung.</translation>
    </message>
    <message>
        <source>The confirmation is kept in this laptop&apos;s journal before anything else is done with it.</source>
        <translation>Die Bestätigung wird im Journal dieses Laptops aufbewahrt, bevor irgendetwas damit geschieht.</translation>
    </message>
    <message>
        <source>You carry it to the portal. Only then the copies are credited.</source>
        <translation>Sie geht zum Portal. Erst dann werden die Kopien gutgeschrieben.</translation>
    </message>
</context>
<context>
    <name>AskPage</name>
    <message>
        <source>This device wants its button pressed</source>
        <translation>Dieses Gerät verlangt den Druck auf seine Taste</translation>
    </message>
    <message>
        <source>Use the red button below first. Then press the button on the device: it allows one removal for two minutes.</source>
        <translation>Zuerst die rote Schaltfläche unten betätigen. Dann die Taste am Gerät drücken: Sie erlaubt zwei Minuten lang ein Entfernen.</translation>
    </message>
    <message>
        <source>Press the button on the device now</source>
        <translation>Jetzt die Taste am Gerät drücken</translation>
    </message>
    <message>
        <source>Retour goes on by itself as soon as the device allows the removal. Nothing was removed yet.</source>
        <translation>Retour macht von selbst weiter, sobald das Gerät das Entfernen erlaubt. Bis jetzt wurde nichts entfernt.</translation>
    </message>
    <message>
        <source>Press the &amp;training device&apos;s button</source>
        <translation>Taste des &amp;Übungsgeräts drücken</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>{host} was asked on {when}, and what it made is not here yet. Asking again does nothing twice.</source>
        <translation>{host} wurde am {when} gefragt, und seine Nachricht ist noch nicht hier. Noch einmal fragen führt nichts zweimal aus.</translation>
    </message>
    <message>
        <source>Connect the device.</source>
        <translation>Das Gerät anschließen.</translation>
    </message>
    <message>
        <source>&amp;Sign the sync</source>
        <translation>Abgleich &amp;signieren</translation>
    </message>
    <message>
        <source>&amp;Sign the request for {copies}</source>
        <translation>Anforderung für {copies} &amp;signieren</translation>
    </message>
    <message>
        <source>Tick what stops working.</source>
        <translation>Ankreuzen, was nicht mehr funktionieren wird.</translation>
    </message>
    <message>
        <source>&amp;Remove {copies} and sign</source>
        <translation>{copies} &amp;entfernen und signieren</translation>
    </message>
    <message>
        <source>Use the red button below first. Then press this button on the device: {button}. It allows one removal for two minutes.</source>
        <translation>Zuerst die rote Schaltfläche unten betätigen. Dann diese Taste am Gerät drücken: {button}. Sie erlaubt zwei Minuten lang ein Entfernen.</translation>
    </message>
    <message>
        <source>It is this one: {button}. Retour goes on by itself as soon as the device allows the removal. Nothing was removed yet.</source>
        <translation>Es ist diese: {button}. Retour macht von selbst weiter, sobald das Gerät das Entfernen erlaubt. Bis jetzt wurde nichts entfernt.</translation>
    </message>
    <message>
        <source>The device removed the copies and signed the proof.</source>
        <translation>Das Gerät hat die Kopien entfernt und den Nachweis signiert.</translation>
    </message>
    <message>
        <source>Until here nothing was changed. What follows cannot be undone at the device.</source>
        <translation>Bis hierher wurde nichts geändert. Was folgt, lässt sich am Gerät nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>The device signs what it holds. Nothing stops working yet.</source>
        <translation>Das Gerät signiert, was es enthält. Noch fällt nichts aus.</translation>
    </message>
    <message>
        <source>The device signed the request.</source>
        <translation>Das Gerät hat die Anforderung signiert.</translation>
    </message>
    <message>
        <source>The device signs a request. Nothing stops working yet.</source>
        <translation>Das Gerät signiert eine Anforderung. Noch fällt nichts aus.</translation>
    </message>
    <message>
        <source>The device removes the copies and signs the proof in one step.</source>
        <translation>Das Gerät entfernt die Kopien und signiert den Nachweis in einem Schritt.</translation>
    </message>
    <message>
        <source>The proof is kept in this laptop&apos;s journal before anything else is done with it.</source>
        <translation>Der Nachweis wird im Journal dieses Laptops aufbewahrt, bevor irgendetwas damit geschieht.</translation>
    </message>
    <message>
        <source>You carry it to the portal, which offers the copies to other devices.</source>
        <translation>Dann geht er zum Portal, das die Kopien anderen Geräten anbietet.</translation>
    </message>
    <message>
        <source>The device signs a sync: a request that says what it holds and asks for no change.</source>
        <translation>Das Gerät signiert einen Abgleich: eine Anforderung, die sagt, was es enthält, und keine Änderung verlangt.</translation>
    </message>
    <message>
        <source>You carry it to the portal, which answers with what it has marked for removal.</source>
        <translation>Er geht zum Portal, das mit dem antwortet, was dort zum Entfernen markiert ist.</translation>
    </message>
    <message>
        <source>The device signs a request for the counts that shall remain.</source>
        <translation>Das Gerät signiert eine Anforderung mit den Anzahlen, die bleiben sollen.</translation>
    </message>
    <message>
        <source>You carry it to the portal and bring the portal&apos;s answer back.</source>
        <translation>Sie geht zum Portal, und die Antwort des Portals kommt zurück.</translation>
    </message>
    <message>
        <source>Only the answer removes the copies; the device then signs the confirmation.</source>
        <translation>Erst die Antwort entfernt die Kopien; danach signiert das Gerät die Bestätigung.</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
</context>
<context>
    <name>CarriedAnswerPage</name>
    <message>
        <source>What Retour can check</source>
        <translation>Was Retour prüfen kann</translation>
    </message>
    <message>
        <source>It is whole, and it is not the request itself coming back.</source>
        <translation>Sie ist vollständig und nicht die Anforderung selbst, die zurückkommt.</translation>
    </message>
    <message>
        <source>It is not an older response, and not one of another case.</source>
        <translation>Sie ist keine ältere Antwort und keine aus einem anderen Vorgang.</translation>
    </message>
    <message>
        <source>Whether it is genuine and for this device, only the device can say.</source>
        <translation>Ob sie echt und für dieses Gerät ist, kann nur das Gerät sagen.</translation>
    </message>
    <message>
        <source>Drop the response here, or choose it</source>
        <translation>Die Antwort hier ablegen oder auswählen</translation>
    </message>
    <message>
        <source>&amp;Open the response...</source>
        <translation>Antwort &amp;öffnen...</translation>
    </message>
    <message>
        <source>&amp;Scan the response...</source>
        <translation>Antwort &amp;scannen...</translation>
    </message>
    <message>
        <source>On the portal&apos;s side, Retour shows the response as a QR code: menu, Show a file as QR code.</source>
        <translation>Auf der Seite des Portals zeigt Retour die Antwort als QR-Code: Menü, Eine Datei als QR-Code zeigen.</translation>
    </message>
    <message>
        <source>{name} is kept. Now the device gets it.</source>
        <translation>{name} ist aufbewahrt. Jetzt bekommt das Gerät sie.</translation>
    </message>
    <message>
        <source>The file that the portal gave for the request, such as response.bin</source>
        <translation>Die Datei, die das Portal auf die Anforderung gegeben hat, etwa response.bin</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Bring the portal&apos;s response. It goes to the device exactly as it is.</source>
        <translation>Die Antwort des Portals bringen. Sie geht genau so, wie sie ist, ans Gerät.</translation>
    </message>
</context>
<context>
    <name>CarriedApplyPage</name>
    <message>
        <source>What did the device say?</source>
        <translation>Was hat das Gerät gesagt?</translation>
    </message>
    <message>
        <source>It &amp;accepted the response</source>
        <translation>Es hat die Antwort an&amp;genommen</translation>
    </message>
    <message>
        <source>It re&amp;fused the response</source>
        <translation>Es hat die Antwort &amp;abgelehnt</translation>
    </message>
    <message>
        <source>Now its confirmation</source>
        <translation>Jetzt seine Bestätigung</translation>
    </message>
    <message>
        <source>Choose its fil&amp;e...</source>
        <translation>Seine &amp;Datei wählen...</translation>
    </message>
    <message>
        <source>Look at the device, then choose. It is recorded as reported by you.</source>
        <translation>Am Gerät nachsehen, dann wählen. Es wird als von Ihnen gemeldet aufgezeichnet.</translation>
    </message>
    <message>
        <source>The device &amp;has processed it already...</source>
        <translation>Das Gerät &amp;hat sie schon verarbeitet...</translation>
    </message>
    <message>
        <source>&amp;Give it the same response again</source>
        <translation>Die&amp;selbe Antwort noch einmal übergeben</translation>
    </message>
    <message>
        <source>Have it make a &amp;new request</source>
        <translation>Eine &amp;neue Anforderung erzeugen lassen</translation>
    </message>
    <message>
        <source>The device accepted the response</source>
        <translation>Das Gerät hat die Antwort angenommen</translation>
    </message>
    <message>
        <source>The device refused the response</source>
        <translation>Das Gerät hat die Antwort abgelehnt</translation>
    </message>
    <message>
        <source>As you reported.</source>
        <translation>Laut Meldung.</translation>
    </message>
    <message>
        <source>The device makes a request without activation IDs (a sync).</source>
        <translation>Das Gerät erzeugt eine Anforderung ohne Aktivierungs-IDs (einen Abgleich, englisch „sync“).</translation>
    </message>
    <message>
        <source>&amp;Open another response...</source>
        <translation>Eine andere Antwort &amp;öffnen...</translation>
    </message>
    <message>
        <source>Name where its files are.</source>
        <translation>Angeben, wo seine Dateien liegen.</translation>
    </message>
    <message>
        <source>Take its &amp;confirmation</source>
        <translation>Seine &amp;Bestätigung holen</translation>
    </message>
    <message>
        <source>&amp;Give it the response and remove {copies}</source>
        <translation>Antwort über&amp;tragen und {copies} entfernen</translation>
    </message>
    <message>
        <source>Tick what stops working.</source>
        <translation>Ankreuzen, was nicht mehr funktionieren wird.</translation>
    </message>
    <message>
        <source>The device processed the response.</source>
        <translation>Das Gerät hat die Antwort verarbeitet.</translation>
    </message>
    <message>
        <source>The portal credits the copies when it gets the device&apos;s confirmation.</source>
        <translation>Das Portal schreibt die Kopien gut, sobald es die Bestätigung des Geräts hat.</translation>
    </message>
    <message>
        <source>Bring another response, or have the device make a new request.</source>
        <translation>Eine andere Antwort bringen oder das Gerät eine neue Anforderung erzeugen lassen.</translation>
    </message>
    <message>
        <source>The device has the response. It writes no verdict that Retour could read.</source>
        <translation>Das Gerät hat die Antwort. Es schreibt kein Ergebnis, das Retour lesen könnte.</translation>
    </message>
    <message>
        <source>Until here nothing was changed. What follows cannot be undone at the device.</source>
        <translation>Bis hierher wurde nichts geändert. Was folgt, lässt sich am Gerät nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
</context>
<context>
    <name>CarriedAskPage</name>
    <message>
        <source>Choose its fil&amp;e...</source>
        <translation>Seine &amp;Datei wählen...</translation>
    </message>
    <message>
        <source>Do this at the device</source>
        <translation>Am Gerät zu tun</translation>
    </message>
    <message>
        <source>Retour asks the device</source>
        <translation>Retour fragt das Gerät</translation>
    </message>
    <message>
        <source>The counts that shall remain are handed to it.</source>
        <translation>Es bekommt die Anzahlen, die bleiben sollen.</translation>
    </message>
    <message>
        <source>&amp;Take its request</source>
        <translation>Seine &amp;Anforderung holen</translation>
    </message>
    <message>
        <source>&amp;Ask the device for its request</source>
        <translation>Das Gerät nach seiner Anforderung &amp;fragen</translation>
    </message>
    <message>
        <source>Name where its files are.</source>
        <translation>Angeben, wo seine Dateien liegen.</translation>
    </message>
    <message>
        <source>The device&apos;s request is here, as it made it.</source>
        <translation>Die Anforderung des Geräts ist hier, so wie es sie erzeugt hat.</translation>
    </message>
    <message>
        <source>The device makes its capability request. Nothing stops working yet.</source>
        <translation>Das Gerät erzeugt seine Capability-Anforderung. Noch fällt nichts aus.</translation>
    </message>
    <message>
        <source>The device&apos;s request</source>
        <translation>Anforderung des Geräts</translation>
    </message>
</context>
<context>
    <name>CarriedCarryPage</name>
    <message>
        <source>Save in an &amp;envelope for the desk...</source>
        <translation>In einem &amp;Umschlag fürs Büro sichern...</translation>
    </message>
    <message>
        <source>Here the device&apos;s file is saved to a stick, compared, and carried to the portal.</source>
        <translation>Hier wird die Datei des Geräts auf einen USB-Stick gesichert, verglichen und zum Portal gebracht.</translation>
    </message>
    <message>
        <source>The device accepted the response. The portal credits the {copies} by this confirmation.</source>
        <translation>Das Gerät hat die Antwort angenommen. Das Portal schreibt {copies} mit dieser Bestätigung gut.</translation>
    </message>
    <message>
        <source>The request is safe here; nothing was removed yet. You can save it again at any time.</source>
        <translation>Die Anforderung ist hier sicher; es wurde noch nichts entfernt. Sie kann jederzeit neu gesichert werden.</translation>
    </message>
    <message>
        <source>Scan the code with Retour on the portal&apos;s side: it gives the vendor&apos;s file as it is.</source>
        <translation>Den Code auf der Seite des Portals mit Retour scannen: Er ergibt die Datei des Herstellers, wie sie ist.</translation>
    </message>
</context>
<context>
    <name>CarriedConnectPage</name>
    <message>
        <source>The device is dead or gone</source>
        <translation>Das Gerät ist defekt oder verschwunden</translation>
    </message>
    <message>
        <source>Then nothing can prove that its copies are gone. They can be given up in the portal: the case records who did it, why, and what is lost.</source>
        <translation>Dann kann nichts beweisen, dass seine Kopien entfernt sind. Sie können im Portal aufgegeben werden: Der Vorgang hält fest, wer es getan hat, warum und was verloren ist.</translation>
    </message>
    <message>
        <source>&amp;Write it off in the portal</source>
        <translation>Im Portal &amp;abschreiben</translation>
    </message>
    <message>
        <source>Which kind of device is it?</source>
        <translation>Welche Art Gerät ist es?</translation>
    </message>
    <message>
        <source>This device speaks only its vendor&apos;s language. Retour carries its files and does not read them.</source>
        <translation>Dieses Gerät spricht nur die Sprache seines Herstellers. Retour überbringt seine Dateien und liest sie nicht.</translation>
    </message>
    <message>
        <source>&amp;Read the device</source>
        <translation>Gerät aus&amp;lesen</translation>
    </message>
    <message>
        <source>Choose which kind of device it is.</source>
        <translation>Wählen, welche Art Gerät es ist.</translation>
    </message>
    <message>
        <source>&amp;Choose what is given up</source>
        <translation>&amp;Wählen, was aufgegeben wird</translation>
    </message>
    <message>
        <source>Name where its files are.</source>
        <translation>Angeben, wo seine Dateien liegen.</translation>
    </message>
    <message>
        <source>Enter the host ID.</source>
        <translation>Die Host-ID eingeben.</translation>
    </message>
    <message>
        <source>Enter at least one activation ID with its copies.</source>
        <translation>Mindestens eine Aktivierungs-ID mit ihren Kopien eingeben.</translation>
    </message>
    <message numerus="yes">
        <source>%n device profiles cannot be used</source>
        <translation>
            <numerusform>%n Geräteprofil ist nicht verwendbar</numerusform>
            <numerusform>%n Geräteprofile sind nicht verwendbar</numerusform>
        </translation>
    </message>
    <message>
        <source>Its files are read and written over the cable.</source>
        <translation>Seine Dateien werden über das Kabel gelesen und geschrieben.</translation>
    </message>
    <message>
        <source>It shows a drive with a drop folder.</source>
        <translation>Es zeigt ein Laufwerk mit einem Austauschordner.</translation>
    </message>
    <message>
        <source>A program on this computer speaks to it.</source>
        <translation>Ein Programm auf diesem Computer spricht mit ihm.</translation>
    </message>
    <message>
        <source>You move the files yourself.</source>
        <translation>Die Dateien werden von Hand bewegt.</translation>
    </message>
</context>
<context>
    <name>CarryPage</name>
    <message>
        <source>At the portal</source>
        <translation>Am Portal</translation>
    </message>
    <message>
        <source>Show the &amp;code again...</source>
        <translation>Code &amp;erneut zeigen...</translation>
    </message>
    <message>
        <source>Save another cop&amp;y...</source>
        <translation>&amp;Weitere Kopie sichern...</translation>
    </message>
    <message>
        <source>Slip to &amp;print...</source>
        <translation>Beleg &amp;drucken...</translation>
    </message>
    <message>
        <source>Carry it to the &amp;training portal</source>
        <translation>Zum &amp;Übungsportal bringen</translation>
    </message>
    <message>
        <source>&amp;Show the code...</source>
        <translation>&amp;Code zeigen...</translation>
    </message>
    <message>
        <source>&amp;Save file...</source>
        <translation>Datei &amp;sichern...</translation>
    </message>
    <message>
        <source>It is &amp;handed over</source>
        <translation>Ist über&amp;geben</translation>
    </message>
    <message>
        <source>It is read: &amp;handed over</source>
        <translation>Gelesen: ü&amp;bergeben</translation>
    </message>
    <message>
        <source>Confirmation of {host}</source>
        <translation>Bestätigung von {host}</translation>
    </message>
    <message>
        <source>Request of {host}</source>
        <translation>Anforderung von {host}</translation>
    </message>
    <message>
        <source>The request is safe here; nothing was removed yet. You can save it again at any time.</source>
        <translation>Die Anforderung ist hier sicher; es wurde noch nichts entfernt. Sie kann jederzeit neu gesichert werden.</translation>
    </message>
    <message>
        <source>Sign in, choose “Take a file in” and give it this file.</source>
        <translation>Anmelden, „Take a file in“ wählen und diese Datei übergeben.</translation>
    </message>
    <message>
        <source>Save its answer, if you want this case closed as confirmed by the portal.</source>
        <translation>Die Antwort sichern, wenn dieser Vorgang als vom Portal bestätigt abgeschlossen werden soll.</translation>
    </message>
    <message>
        <source>The copies must be marked for removal there before the file is taken in.</source>
        <translation>Die Kopien müssen dort zum Entfernen markiert sein, bevor die Datei angenommen wird.</translation>
    </message>
    <message>
        <source>Save the answer, whose name ends in _answer.retour, and bring it back here.</source>
        <translation>Die Antwort sichern, deren Name auf _answer.retour endet, und hierher zurückbringen.</translation>
    </message>
    <message>
        <source>Save the answer: its name ends in _answer.retour.</source>
        <translation>Die Antwort sichern: Ihr Name endet auf _answer.retour.</translation>
    </message>
    <message>
        <source>Film or photograph the code there, or scan it with Retour on the portal&apos;s side.</source>
        <translation>Den Code dort filmen oder fotografieren oder auf der Seite des Portals mit Retour scannen.</translation>
    </message>
    <message>
        <source>Sign in, choose “Take a file in” and give it the pictures, the film or the file.</source>
        <translation>Anmelden, „Take a file in“ wählen und die Bilder, den Film oder die Datei übergeben.</translation>
    </message>
    <message>
        <source>Its answer comes back in the same way: as a QR code or as a file.</source>
        <translation>Seine Antwort kommt auf demselben Weg zurück: als QR-Code oder als Datei.</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Written to {folder}</source>
        <translation>Gesichert in {folder}</translation>
    </message>
    <message>
        <source>The portal shows the copies as available: they are home.</source>
        <translation>Das Portal zeigt die Kopien als verfügbar: Sie sind zurück.</translation>
    </message>
    <message>
        <source>Save it to a stick, or drag it out.</source>
        <translation>Auf einen Stick sichern oder herausziehen.</translation>
    </message>
    <message>
        <source>Show it to a camera, or print it: no stick is needed.</source>
        <translation>Einer Kamera zeigen oder drucken: ein Stick ist nicht nötig.</translation>
    </message>
    <message>
        <source>Here the signed file is saved to a stick, compared, and carried to the portal.</source>
        <translation>Hier wird die signierte Datei auf einen USB-Stick gesichert, verglichen und zum Portal gebracht.</translation>
    </message>
    <message>
        <source>Bring the answer back here. The device must be connected for it.</source>
        <translation>Die Antwort hierher zurückbringen. Das Gerät muss dafür angeschlossen sein.</translation>
    </message>
    <message>
        <source>Save to {stick}</source>
        <translation>Auf {stick} sichern</translation>
    </message>
    <message>
        <source>Save file</source>
        <translation>Datei sichern</translation>
    </message>
    <message>
        <source>Retour files (*.retour)</source>
        <translation>Retour-Dateien (*.retour)</translation>
    </message>
    <message>
        <source>Flushed, read back and compared: the same. Eject the stick now, then carry it to the portal.</source>
        <translation>Geschrieben, zurückgelesen und verglichen: gleich. Jetzt den USB-Stick auswerfen und zum Portal bringen.</translation>
    </message>
    <message>
        <source>The training portal took the file. Its answer is {name}.</source>
        <translation>Das Übungsportal hat die Datei angenommen. Seine Antwort ist {name}.</translation>
    </message>
</context>
<context>
    <name>CaseModel</name>
    <message>
        <source>Reading the licenses</source>
        <translation>Lizenzen werden gelesen</translation>
    </message>
    <message>
        <source>The device blinks</source>
        <translation>Das Gerät blinkt</translation>
    </message>
    <message>
        <source>The device is asked</source>
        <translation>Das Gerät wird gefragt</translation>
    </message>
    <message>
        <source>Writing the file</source>
        <translation>Datei wird geschrieben</translation>
    </message>
    <message>
        <source>Noting that the file was handed over</source>
        <translation>Übergabe der Datei wird vermerkt</translation>
    </message>
    <message>
        <source>Giving up the case</source>
        <translation>Vorgang wird aufgegeben</translation>
    </message>
    <message>
        <source>Looking at the answer</source>
        <translation>Antwort wird geprüft</translation>
    </message>
    <message>
        <source>The device processes the answer</source>
        <translation>Das Gerät verarbeitet die Antwort</translation>
    </message>
    <message>
        <source>The device carries out the order</source>
        <translation>Das Gerät führt den Auftrag aus</translation>
    </message>
</context>
<context>
    <name>CaseRow</name>
    <message>
        <source>{host} · {model}</source>
        <translation>{host} · {model}</translation>
    </message>
    <message>
        <source>{case} · {age}</source>
        <translation>{case} · {age}</translation>
    </message>
    <message>
        <source>{state} · device connected</source>
        <translation>{state} · Gerät verbunden</translation>
    </message>
    <message>
        <source>What the portal has marked for removal</source>
        <translation>Was das Portal zum Entfernen markiert hat</translation>
    </message>
    <message>
        <source>{copies}: {products}</source>
        <translation>{copies}: {products}</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weitermachen</translation>
    </message>
    <message>
        <source>Delete...</source>
        <translation>Löschen...</translation>
    </message>
    <message>
        <source>Give up...</source>
        <translation>Aufgeben...</translation>
    </message>
    <message>
        <source>&amp;Delete it</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Give it &amp;up</source>
        <translation>A&amp;ufgeben</translation>
    </message>
    <message>
        <source>Go on with case {case}</source>
        <translation>Mit Vorgang {case} weitermachen</translation>
    </message>
    <message>
        <source>Delete case {case}</source>
        <translation>Vorgang {case} löschen</translation>
    </message>
    <message>
        <source>Give up case {case}</source>
        <translation>Vorgang {case} aufgeben</translation>
    </message>
    <message>
        <source>Delete case {case}? Its files and notes leave this laptop; the digests of its messages stay.</source>
        <translation>Vorgang {case} löschen? Seine Dateien und Notizen verlassen diesen Laptop; die Digests seiner Nachrichten bleiben.</translation>
    </message>
    <message>
        <source>Give up case {case}? The device removed nothing for it.</source>
        <translation>Vorgang {case} aufgeben? Das Gerät hat dafür nichts entfernt.</translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation>&amp;Behalten</translation>
    </message>
</context>
<context>
    <name>CaseView</name>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>I must &amp;leave now</source>
        <translation>Ich &amp;muss jetzt weg</translation>
    </message>
    <message>
        <source>I must leave now</source>
        <translation>Ich muss jetzt weg</translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <source>No device yet</source>
        <translation>Noch kein Gerät</translation>
    </message>
    <message>
        <source>{model}, host ID {host}, on {port}, connected</source>
        <translation>{model}, Host-ID {host}, an {port}, verbunden</translation>
    </message>
    <message>
        <source>{model}, host ID {host}, lost, waiting for it</source>
        <translation>{model}, Host-ID {host}, verloren, wird erwartet</translation>
    </message>
    <message>
        <source>{model}, host ID {host}, profile {profile}, files carried</source>
        <translation>{model}, Host-ID {host}, Geräteprofil {profile}, Dateien werden überbracht</translation>
    </message>
    <message>
        <source>cannot be asked</source>
        <translation>nicht mehr erreichbar</translation>
    </message>
    <message>
        <source>{model}, host ID {host}, cannot be asked any more</source>
        <translation>{model}, Host-ID {host}, nicht mehr erreichbar</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>lost, waiting for it</source>
        <translation>verloren, wird erwartet</translation>
    </message>
</context>
<context>
    <name>ConnectPage</name>
    <message>
        <source>Before you start</source>
        <translation>Vor dem Start</translation>
    </message>
    <message>
        <source>At the device it takes about 5 minutes.</source>
        <translation>Am Gerät dauert es etwa 5 Minuten.</translation>
    </message>
    <message>
        <source>You need the cable, and a stick or another way to carry a file to the portal.</source>
        <translation>Nötig sind das Kabel und ein USB-Stick oder ein anderer Weg, eine Datei zum Portal zu bringen.</translation>
    </message>
    <message>
        <source>A one-trip return needs one visit, a confirmed return two.</source>
        <translation>Eine Rückgabe in einem Gang braucht einen Besuch, eine bestätigte Rückgabe zwei.</translation>
    </message>
    <message>
        <source>Blin&amp;k it</source>
        <translation>Blin&amp;ken lassen</translation>
    </message>
    <message>
        <source>Looking for a device</source>
        <translation>Suche nach einem Gerät</translation>
    </message>
    <message>
        <source>No device answers</source>
        <translation>Kein Gerät antwortet</translation>
    </message>
    <message>
        <source>Retour goes on looking. Check what fits below; a device that is found appears here by itself.</source>
        <translation>Retour sucht weiter. Unten prüfen, was zutrifft; ein gefundenes Gerät erscheint hier von selbst.</translation>
    </message>
    <message>
        <source>Look &amp;again now</source>
        <translation>Jetzt noch einmal &amp;suchen</translation>
    </message>
    <message>
        <source>Another program holds the port</source>
        <translation>Ein anderes Programm belegt den Anschluss</translation>
    </message>
    <message>
        <source>You may not use the port</source>
        <translation>Der Anschluss darf nicht benutzt werden</translation>
    </message>
    <message>
        <source>&amp;Copy the command</source>
        <translation>&amp;Befehl kopieren</translation>
    </message>
    <message>
        <source>What this port sends cannot be read</source>
        <translation>Was dieser Anschluss sendet, ist nicht lesbar</translation>
    </message>
    <message>
        <source>A port is there, but no device answers</source>
        <translation>Ein Anschluss ist da, aber kein Gerät antwortet</translation>
    </message>
    <message>
        <source>Is the device dead or gone?</source>
        <translation>Ist das Gerät defekt oder verschwunden?</translation>
    </message>
    <message>
        <source>Then nothing can prove any more that its copies are gone from it. They can be given up in the portal; the next page says what that costs.</source>
        <translation>Dann kann nichts mehr beweisen, dass seine Kopien entfernt sind. Sie können im Portal aufgegeben werden; die nächste Seite sagt, was das kostet.</translation>
    </message>
    <message>
        <source>It is &amp;dead or gone...</source>
        <translation>Es ist &amp;defekt oder verschwunden...</translation>
    </message>
    <message>
        <source>The device is &amp;dead or gone...</source>
        <translation>Gerät &amp;defekt oder verschwunden...</translation>
    </message>
    <message>
        <source>A device with its &amp;vendor&apos;s own files...</source>
        <translation>Gerät mit Dateien des &amp;Herstellers...</translation>
    </message>
    <message>
        <source>&amp;Read licenses</source>
        <translation>Lizenzen &amp;lesen</translation>
    </message>
    <message>
        <source>Connect a device first.</source>
        <translation>Zuerst ein Gerät anschließen.</translation>
    </message>
    <message>
        <source>{port}, at {speed} baud</source>
        <translation>{port}, mit {speed} Baud</translation>
    </message>
    <message>
        <source>{host} is connected.</source>
        <translation>{host} ist verbunden.</translation>
    </message>
    <message>
        <source>Connect {host}. Retour finds it by itself, on any port.</source>
        <translation>{host} anschließen. Retour findet es von selbst, an jedem Anschluss.</translation>
    </message>
    <message>
        <source>Choose the device whose licenses come home.</source>
        <translation>Das Gerät wählen, dessen Lizenzen zurückkommen.</translation>
    </message>
    <message>
        <source>Connect the device by its serial or USB cable, and switch it on.</source>
        <translation>Das Gerät mit seinem seriellen oder USB-Kabel verbinden und einschalten.</translation>
    </message>
    <message>
        <source>The command is on the clipboard. Paste it into a terminal.</source>
        <translation>Der Befehl ist in der Zwischenablage. In ein Terminal einfügen.</translation>
    </message>
    <message>
        <source>Every port is asked. Looking changes nothing.</source>
        <translation>Jeder Anschluss wird gefragt. Nachsehen ändert nichts.</translation>
    </message>
    <message>
        <source>{host} has an open case, {case}.</source>
        <translation>{host} hat einen offenen Vorgang, {case}.</translation>
    </message>
    <message>
        <source>&amp;Go on with {case}</source>
        <translation>Mit {case} &amp;weitermachen</translation>
    </message>
    <message>
        <source>Drive {place}: {problem}</source>
        <translation>Laufwerk {place}: {problem}</translation>
    </message>
    <message>
        <source>{port}, with its vendor&apos;s own files</source>
        <translation>{port}, mit den eigenen Dateien des Herstellers</translation>
    </message>
    <message>
        <source>Drive {place}, with its vendor&apos;s own files</source>
        <translation>Laufwerk {place}, mit den Dateien des Herstellers</translation>
    </message>
</context>
<context>
    <name>DeadDevicePage</name>
    <message>
        <source>What a write-off costs</source>
        <translation>Was eine Abschreibung kostet</translation>
    </message>
    <message>
        <source>Nothing proves that the copies are gone: the device may go on using them.</source>
        <translation>Nichts beweist, dass die Kopien weg sind: Das Gerät kann sie weiter benutzen.</translation>
    </message>
    <message>
        <source>They stay at risk in the portal until the device is heard of again.</source>
        <translation>Sie gelten im Portal als gefährdet, bis vom Gerät wieder zu hören ist.</translation>
    </message>
    <message>
        <source>It counts against the quota of the portal&apos;s operator, who signs for it by name.</source>
        <translation>Sie zählt auf das Kontingent der zuständigen Person am Portal, die mit Namen dafür zeichnet.</translation>
    </message>
    <message>
        <source>The device gets no licenses any more until it is enrolled again.</source>
        <translation>Das Gerät erhält keine Lizenzen mehr, bis es neu registriert ist.</translation>
    </message>
    <message>
        <source>Defective but reachable?</source>
        <translation>Defekt, aber noch erreichbar?</translation>
    </message>
    <message>
        <source>Bring the copies home with proof: it takes one trip.</source>
        <translation>Die Kopien mit Nachweis zurückbringen: Das braucht einen Gang.</translation>
    </message>
    <message>
        <source>It still ans&amp;wers...</source>
        <translation>Es &amp;antwortet noch...</translation>
    </message>
    <message>
        <source>Which device is it?</source>
        <translation>Welches Gerät ist es?</translation>
    </message>
    <message>
        <source>Ret&amp;urn its licenses</source>
        <translation>Seine Lizenzen zurück&amp;geben</translation>
    </message>
    <message>
        <source>A removal while the device still answers is always better: it is proved.</source>
        <translation>Solange das Gerät antwortet, ist Entfernen immer besser: Es wird nachgewiesen.</translation>
    </message>
    <message>
        <source>For a device that cannot be asked any more: broken, burnt, lost, stolen.</source>
        <translation>Für ein Gerät, das nicht mehr gefragt werden kann: kaputt, verbrannt, verloren, gestohlen.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Host ID</source>
        <translation>Host-ID</translation>
    </message>
    <message>
        <source>&amp;Choose what is given up</source>
        <translation>&amp;Wählen, was aufgegeben wird</translation>
    </message>
    <message>
        <source>Choose which device it is.</source>
        <translation>Wählen, welches Gerät es ist.</translation>
    </message>
    <message>
        <source>Enter the host ID.</source>
        <translation>Die Host-ID eingeben.</translation>
    </message>
    <message>
        <source>This device answers: return its licenses instead.</source>
        <translation>Dieses Gerät antwortet: lieber seine Lizenzen zurückgeben.</translation>
    </message>
    <message>
        <source>Enter at least one activation ID with its copies.</source>
        <translation>Mindestens eine Aktivierungs-ID mit ihren Kopien eingeben.</translation>
    </message>
    <message>
        <source>Another device</source>
        <translation>Ein anderes Gerät</translation>
    </message>
    <message>
        <source>This laptop has no case of it: enter what you know.</source>
        <translation>Dieser Laptop hat keinen Vorgang dazu: eingeben, was bekannt ist.</translation>
    </message>
    <message>
        <source>{copies}, when it was last heard of: {when}</source>
        <translation>{copies}, als zuletzt von ihm zu hören war: {when}</translation>
    </message>
    <message>
        <source>{host} is connected and answers</source>
        <translation>{host} ist verbunden und antwortet</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>Still to do</source>
        <translation>Noch zu tun</translation>
    </message>
    <message>
        <source>Sa&amp;ve the record...</source>
        <translation>&amp;Protokoll sichern...</translation>
    </message>
    <message>
        <source>To the &amp;start</source>
        <translation>Zur &amp;Startseite</translation>
    </message>
    <message numerus="yes">
        <source>%n devices of this work order are left.</source>
        <translation>
            <numerusform>%n Gerät dieses Arbeitsauftrags ist noch offen.</numerusform>
            <numerusform>%n Geräte dieses Arbeitsauftrags sind noch offen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Here you see what came home, and what is still to do.</source>
        <translation>Hier steht, was zurückgekommen und was noch zu tun ist.</translation>
    </message>
    <message>
        <source>&amp;Next device of this work order</source>
        <translation>&amp;Nächstes Gerät dieses Arbeitsauftrags</translation>
    </message>
    <message>
        <source>&amp;Next device</source>
        <translation>&amp;Nächstes Gerät</translation>
    </message>
    <message>
        <source>The licenses are on {host}</source>
        <translation>Die Lizenzen sind auf {host}</translation>
    </message>
    <message>
        <source>Written off, as you reported</source>
        <translation>Laut Meldung abgeschrieben</translation>
    </message>
    <message>
        <source>Nothing proves that the copies are gone from {host}. They stay at risk in the portal until the device is heard of again; if it turns up, return its licenses as usual.</source>
        <translation>Nichts beweist, dass die Kopien nicht mehr auf {host} sind. Sie gelten im Portal als gefährdet, bis vom Gerät wieder zu hören ist; taucht es auf, seine Lizenzen wie gewohnt zurückgeben.</translation>
    </message>
    <message>
        <source>Nothing proves that the copies are gone from {host}. The record says who gave them up and why.</source>
        <translation>Nichts beweist, dass die Kopien nicht mehr auf {host} sind. Das Protokoll sagt, wer sie aufgegeben hat und warum.</translation>
    </message>
    <message>
        <source>Removed in the portal, as you reported</source>
        <translation>Laut Meldung im Portal entfernt</translation>
    </message>
    <message>
        <source>The portal shows the copies as removed from {host}. They can go to other devices.</source>
        <translation>Das Portal zeigt die Kopien als von {host} entfernt. Sie können auf andere Geräte.</translation>
    </message>
    <message numerus="yes">
        <source>%n copies are home</source>
        <translation>
            <numerusform>%n Kopie ist zurück</numerusform>
            <numerusform>%n Kopien sind zurück</numerusform>
        </translation>
    </message>
    <message>
        <source>The portal had marked nothing</source>
        <translation>Das Portal hatte nichts markiert</translation>
    </message>
    <message numerus="yes">
        <source>%n copies are handed over</source>
        <translation>
            <numerusform>%n Kopie ist übergeben</numerusform>
            <numerusform>%n Kopien sind übergeben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>As you reported. The proof shows that they are gone from {host}; the portal has not confirmed it yet.</source>
        <translation>
            <numerusform>Laut Meldung. Der Nachweis zeigt, dass sie nicht mehr auf {host} ist; das Portal hat es noch nicht bestätigt.</numerusform>
            <numerusform>Laut Meldung. Der Nachweis zeigt, dass sie nicht mehr auf {host} sind; das Portal hat es noch nicht bestätigt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The portal has confirmed that they are credited. They can go to other devices.</source>
        <translation>
            <numerusform>Das Portal hat bestätigt, dass sie gutgeschrieben ist. Sie kann auf ein anderes Gerät.</numerusform>
            <numerusform>Das Portal hat bestätigt, dass sie gutgeschrieben sind. Sie können auf andere Geräte.</numerusform>
        </translation>
    </message>
    <message>
        <source>A newer message took its place</source>
        <translation>Durch eine neuere Nachricht ersetzt</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>Aufgegeben</translation>
    </message>
    <message>
        <source>The device changed nothing for this case.</source>
        <translation>Das Gerät hat für diesen Vorgang nichts geändert.</translation>
    </message>
</context>
<context>
    <name>DropArea</name>
    <message>
        <source>These are several files; one file is taken at a time.</source>
        <translation>Das sind mehrere Dateien; es wird jeweils eine Datei genommen.</translation>
    </message>
    <message>
        <source>This is not a file on this computer.</source>
        <translation>Das ist keine Datei auf diesem Computer.</translation>
    </message>
    <message>
        <source>This is a folder or a file that cannot be opened.</source>
        <translation>Das ist ein Ordner oder eine Datei, die sich nicht öffnen lässt.</translation>
    </message>
</context>
<context>
    <name>EnteredCard</name>
    <message>
        <source>Enter what the device does not say</source>
        <translation>Eingeben, was das Gerät nicht sagt</translation>
    </message>
    <message>
        <source>It is recorded as entered by you, not verified.</source>
        <translation>Es wird als von Hand eingegeben und nicht geprüft aufgezeichnet.</translation>
    </message>
    <message>
        <source>Host ID</source>
        <translation>Host-ID</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Activation IDs and the copies that the device holds</source>
        <translation>Aktivierungs-IDs und die Kopien, die das Gerät hat</translation>
    </message>
    <message>
        <source>&amp;Another line</source>
        <translation>&amp;Noch eine Zeile</translation>
    </message>
    <message>
        <source>Activation ID {number}</source>
        <translation>Aktivierungs-ID {number}</translation>
    </message>
    <message>
        <source>Copies of activation ID {number}</source>
        <translation>Kopien der Aktivierungs-ID {number}</translation>
    </message>
</context>
<context>
    <name>FileTile</name>
    <message>
        <source>{size}  ·  SHA-256 {digest}</source>
        <translation>{size}  ·  SHA-256 {digest}</translation>
    </message>
    <message>
        <source>Whole SHA-256</source>
        <translation>Ganzer SHA-256</translation>
    </message>
    <message>
        <source>File {name}, {size}, SHA-256 starts with {digest}</source>
        <translation>Datei {name}, {size}, SHA-256 beginnt mit {digest}</translation>
    </message>
    <message>
        <source>Drag it to a folder, or press Ctrl+C to copy the file.</source>
        <translation>In einen Ordner ziehen oder mit Strg+C die Datei kopieren.</translation>
    </message>
</context>
<context>
    <name>Fold</name>
    <message>
        <source>Expanded; press to hide what is below.</source>
        <translation>Aufgeklappt; drücken, um den Inhalt zu verbergen.</translation>
    </message>
    <message>
        <source>Collapsed; press to show more.</source>
        <translation>Zugeklappt; drücken, um mehr zu zeigen.</translation>
    </message>
</context>
<context>
    <name>Grades</name>
    <message>
        <source>{name}: {grade}</source>
        <translation>{name}: {grade}</translation>
    </message>
</context>
<context>
    <name>HelpPage</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>How a return goes</source>
        <translation>So läuft eine Rückgabe</translation>
    </message>
    <message>
        <source>Connect the device and choose what comes home. Until the red button nothing is changed.</source>
        <translation>Das Gerät anschließen und wählen, was zurückkommt. Bis zum roten Knopf wird nichts verändert.</translation>
    </message>
    <message>
        <source>Carry the file that the device signed to the portal, on a stick or by drag and drop.</source>
        <translation>Die vom Gerät signierte Datei zum Portal bringen, auf einem Stick oder durch Ziehen und Ablegen.</translation>
    </message>
    <message>
        <source>Bring the portal&apos;s answer back here. The page says what to do with it, if anything.</source>
        <translation>Die Antwort des Portals hierher zurückbringen. Die Seite sagt, was damit zu tun ist, falls überhaupt etwas.</translation>
    </message>
    <message>
        <source>When something is missing</source>
        <translation>Wenn etwas fehlt</translation>
    </message>
    <message>
        <source>The device is not found</source>
        <translation>Das Gerät wird nicht gefunden</translation>
    </message>
    <message>
        <source>The file or the stick is lost</source>
        <translation>Die Datei oder der Stick ist verloren</translation>
    </message>
    <message>
        <source>Open the case and save the file again: it is kept here, byte for byte. Nothing counts twice.</source>
        <translation>Den Vorgang öffnen und die Datei erneut speichern: Sie wird hier aufbewahrt, Byte für Byte. Nichts zählt doppelt.</translation>
    </message>
    <message>
        <source>The answer is refused</source>
        <translation>Die Antwort wird abgewiesen</translation>
    </message>
    <message>
        <source>The lines at the top say why. The device saw nothing of it; choose the file that is named.</source>
        <translation>Die Zeilen oben sagen, warum. Das Gerät hat nichts davon gesehen; die dort genannte Datei wählen.</translation>
    </message>
    <message>
        <source>You have to leave in the middle</source>
        <translation>Sie müssen mittendrin gehen</translation>
    </message>
    <message>
        <source>Check power and cable. After ten seconds the page Connect names causes and remedies.</source>
        <translation>Strom und Kabel prüfen. Nach zehn Sekunden nennt die Seite Verbinden Ursachen und Abhilfen.</translation>
    </message>
    <message>
        <source>No stick may be used</source>
        <translation>Kein Stick erlaubt</translation>
    </message>
    <message>
        <source>Choose By QR code where the file is carried or brought: the code is shown to a camera, printed, or read from photos. F11 shows it on the whole screen.</source>
        <translation>Beim Mitnehmen oder Bringen „Als QR-Code“ wählen: Der Code wird einer Kamera gezeigt, gedruckt oder aus Fotos gelesen. F11 zeigt ihn auf dem ganzen Bildschirm.</translation>
    </message>
    <message>
        <source>The portal made a removal order</source>
        <translation>Das Portal hat einen Entfernungsauftrag erstellt</translation>
    </message>
    <message>
        <source>Open its file on the start page, or drop it on the window: it names the devices it is for.</source>
        <translation>Seine Datei auf der Startseite öffnen oder auf das Fenster ziehen: Sie nennt die Geräte, für die er ist.</translation>
    </message>
    <message>
        <source>The device is dead or gone</source>
        <translation>Das Gerät ist defekt oder verschwunden</translation>
    </message>
    <message>
        <source>The page Connect offers to give its copies up in the portal, and says what that costs.</source>
        <translation>Die Seite Verbinden bietet an, seine Kopien im Portal aufzugeben, und sagt, was das kostet.</translation>
    </message>
    <message>
        <source>Just close the window. A case goes on where it stood, also after days or on another port.</source>
        <translation>Einfach das Fenster schließen. Ein Vorgang geht dort weiter, wo er stand, auch nach Tagen oder an einem anderen Anschluss.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Tab, arrow keys, Space</source>
        <translation>Tab, Pfeiltasten, Leertaste</translation>
    </message>
    <message>
        <source>Go to a control, choose, press it</source>
        <translation>Zu einem Bedienelement gehen, wählen, drücken</translation>
    </message>
    <message>
        <source>Alt and the underlined letter</source>
        <translation>Alt und der unterstrichene Buchstabe</translation>
    </message>
    <message>
        <source>Press that button</source>
        <translation>Diesen Knopf drücken</translation>
    </message>
    <message>
        <source>This page</source>
        <translation>Diese Seite</translation>
    </message>
    <message>
        <source>The menu</source>
        <translation>Das Menü</translation>
    </message>
    <message>
        <source>Alt+Home</source>
        <translation>Alt+Pos1</translation>
    </message>
    <message>
        <source>The start page with all cases</source>
        <translation>Die Startseite mit allen Vorgängen</translation>
    </message>
    <message>
        <source>Ctrl+V</source>
        <translation>Strg+V</translation>
    </message>
    <message>
        <source>Take the file from the portal, or the screenshot of its code, that was copied</source>
        <translation>Die kopierte Datei des Portals oder das Bildschirmfoto ihres Codes nehmen</translation>
    </message>
    <message>
        <source>Ctrl+C on a file</source>
        <translation>Strg+C auf einer Datei</translation>
    </message>
    <message>
        <source>Copy it, to paste it into a folder</source>
        <translation>Sie kopieren, um sie in einen Ordner einzufügen</translation>
    </message>
    <message>
        <source>Escape</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Cancel what runs, put a message away, leave this page</source>
        <translation>Abbrechen, was läuft; eine Meldung weglegen; diese Seite verlassen</translation>
    </message>
    <message>
        <source>Ctrl+W or Ctrl+Q</source>
        <translation>Strg+W oder Strg+Q</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>Das Fenster schließen</translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message>
        <source>Bring licenses home</source>
        <translation>Lizenzen zurückbringen</translation>
    </message>
    <message>
        <source>Connect a device, choose what comes home, and carry the signed proof to the portal. Retour records every step: you can stop at any time and go on later.</source>
        <translation>Ein Gerät anschließen, wählen, was zurückkommt, und den signierten Nachweis zum Portal bringen. Retour zeichnet jeden Schritt auf: Unterbrechen ist jederzeit möglich, weiter geht es später.</translation>
    </message>
    <message>
        <source>&amp;Start a return</source>
        <translation>&amp;Rückgabe beginnen</translation>
    </message>
    <message>
        <source>S&amp;can a QR code...</source>
        <translation>QR-Code s&amp;cannen...</translation>
    </message>
    <message>
        <source>&amp;Practise with the training device</source>
        <translation>Mit dem Übungsgerät &amp;üben</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Vorgänge</translation>
    </message>
    <message>
        <source>The training device is starting...</source>
        <translation>Das Übungsgerät startet...</translation>
    </message>
    <message numerus="yes">
        <source>%n finished cases</source>
        <translation>
            <numerusform>%n abgeschlossener Vorgang</numerusform>
            <numerusform>%n abgeschlossene Vorgänge</numerusform>
        </translation>
    </message>
    <message>
        <source>{host} is connected</source>
        <translation>{host} ist verbunden</translation>
    </message>
    <message>
        <source>It has an open case: {case}.</source>
        <translation>Es hat einen offenen Vorgang: {case}.</translation>
    </message>
    <message>
        <source>Open a file from the p&amp;ortal...</source>
        <translation>Datei vom &amp;Portal öffnen...</translation>
    </message>
    <message>
        <source>&amp;Go on with {case}</source>
        <translation>Mit {case} &amp;weitermachen</translation>
    </message>
    <message>
        <source>&amp;Return its licenses</source>
        <translation>Seine &amp;Lizenzen zurückgeben</translation>
    </message>
</context>
<context>
    <name>LeavePage</name>
    <message>
        <source>Slip to &amp;print...</source>
        <translation>Beleg &amp;drucken...</translation>
    </message>
    <message>
        <source>Back to &amp;work</source>
        <translation>Zurück zur &amp;Arbeit</translation>
    </message>
    <message>
        <source>To the &amp;start</source>
        <translation>Zur &amp;Startseite</translation>
    </message>
    <message>
        <source>&amp;Copy the case number</source>
        <translation>&amp;Vorgangsnummer kopieren</translation>
    </message>
    <message>
        <source>You can leave now</source>
        <translation>Jetzt kann unterbrochen werden</translation>
    </message>
    <message>
        <source>Nothing was changed on the device, and nothing is recorded yet. You can start again.</source>
        <translation>Am Gerät wurde nichts geändert, und es ist noch nichts aufgezeichnet. Ein neuer Beginn ist möglich.</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Stands at</source>
        <translation>Steht bei</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Als Nächstes</translation>
    </message>
    <message>
        <source>The case number {case} is on the clipboard.</source>
        <translation>Die Vorgangsnummer {case} ist in der Zwischenablage.</translation>
    </message>
</context>
<context>
    <name>Losses</name>
    <message numerus="yes">
        <source>%n copies leave {host} for good</source>
        <translation>
            <numerusform>%n Kopie verlässt {host} endgültig</numerusform>
            <numerusform>%n Kopien verlassen {host} endgültig</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{products} stop working on {host}.</source>
        <translation>
            <numerusform>{products} funktioniert auf {host} nicht mehr.</numerusform>
            <numerusform>{products} funktionieren auf {host} nicht mehr.</numerusform>
        </translation>
    </message>
    <message>
        <source>Fewer copies of {products} are left on {host}.</source>
        <translation>Auf {host} bleiben weniger Kopien von {products}.</translation>
    </message>
</context>
<context>
    <name>Mark</name>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
</context>
<context>
    <name>NamedDevices</name>
    <message numerus="yes">
        <source>This file has orders for %n devices</source>
        <translation>
            <numerusform>Diese Datei hat einen Auftrag für %n Gerät</numerusform>
            <numerusform>Diese Datei hat Aufträge für %n Geräte</numerusform>
        </translation>
    </message>
    <message>
        <source>Carried out; its proof is here</source>
        <translation>Ausgeführt; der Nachweis ist hier</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
</context>
<context>
    <name>OnDevicePage</name>
    <message>
        <source>How far its word can be trusted</source>
        <translation>Wie weit seine Angaben reichen</translation>
    </message>
    <message>
        <source>Licenses</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Here you see who the device is and what it holds. Looking changes nothing.</source>
        <translation>Hier steht, welches Gerät es ist und was es hat. Das Nachsehen ändert nichts.</translation>
    </message>
    <message>
        <source>What the device held when this case was opened.</source>
        <translation>Was das Gerät hatte, als dieser Vorgang begonnen wurde.</translation>
    </message>
    <message>
        <source>What the device reports. Looking changes nothing.</source>
        <translation>Was das Gerät meldet. Das Nachsehen ändert nichts.</translation>
    </message>
    <message>
        <source>This device was never given a portal. Enroll it in the portal and give it the portal&apos;s key.</source>
        <translation>Dieses Gerät wurde noch keinem Portal zugeordnet. Es im Portal registrieren und ihm den Schlüssel des Portals geben.</translation>
    </message>
    <message>
        <source>This device holds no licenses: there is nothing to bring home. Choose another device.</source>
        <translation>Dieses Gerät hat keine Lizenzen: Es gibt nichts zurückzubringen. Ein anderes Gerät wählen.</translation>
    </message>
    <message>
        <source>&amp;Review the order</source>
        <translation>Den Auftrag &amp;prüfen</translation>
    </message>
    <message>
        <source>&amp;Choose what comes home</source>
        <translation>&amp;Wählen, was zurückkommt</translation>
    </message>
    <message>
        <source>Read from the device</source>
        <translation>Vom Gerät gelesen</translation>
    </message>
    <message>
        <source>Entered by you, not verified</source>
        <translation>Von Hand eingegeben, nicht geprüft</translation>
    </message>
    <message>
        <source>{host} ({kind})</source>
        <translation>{host} ({kind})</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Host ID</source>
        <translation>Host-ID</translation>
    </message>
    <message>
        <source>Firmware</source>
        <translation>Firmware</translation>
    </message>
    <message>
        <source>Portal</source>
        <translation>Portal</translation>
    </message>
    <message>
        <source>Device profile</source>
        <translation>Geräteprofil</translation>
    </message>
    <message>
        <source>Who says so</source>
        <translation>Wer das sagt</translation>
    </message>
    <message>
        <source>A removal needs</source>
        <translation>Entfernen verlangt</translation>
    </message>
    <message>
        <source>Security level</source>
        <translation>Sicherheitsstufe</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Uhr</translation>
    </message>
    <message>
        <source>Device key</source>
        <translation>Geräteschlüssel</translation>
    </message>
</context>
<context>
    <name>OrderApplyPage</name>
    <message>
        <source>Ordered by</source>
        <translation>Beauftragt von</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Am</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Gültig bis</translation>
    </message>
    <message>
        <source>The order is not here yet</source>
        <translation>Der Auftrag ist noch nicht hier</translation>
    </message>
    <message>
        <source>Retour was ended before it could keep the order. Open its file again: nothing was changed.</source>
        <translation>Retour wurde beendet, bevor es den Auftrag aufbewahren konnte. Seine Datei noch einmal öffnen: Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Nothing is left to remove</source>
        <translation>Es ist nichts mehr zu entfernen</translation>
    </message>
    <message>
        <source>The device holds none of the copies that this order names; it may have been carried out before. The device signs what it holds, and that is the proof.</source>
        <translation>Das Gerät enthält keine der Kopien, die dieser Auftrag nennt; vielleicht wurde er schon ausgeführt. Das Gerät signiert, was es enthält, und das ist der Nachweis.</translation>
    </message>
    <message>
        <source>Open the &amp;order...</source>
        <translation>&amp;Auftrag öffnen...</translation>
    </message>
    <message>
        <source>Connect the device.</source>
        <translation>Das Gerät anschließen.</translation>
    </message>
    <message>
        <source>&amp;Have it signed</source>
        <translation>&amp;Signieren lassen</translation>
    </message>
    <message>
        <source>The order is not carried out yet. Retour finds the device by itself.</source>
        <translation>Der Auftrag ist noch nicht ausgeführt. Retour findet das Gerät von selbst.</translation>
    </message>
    <message>
        <source>&amp;Remove {copies} and sign</source>
        <translation>{copies} &amp;entfernen und signieren</translation>
    </message>
    <message>
        <source>The device removed the copies, as the portal ordered, and signed the proof.</source>
        <translation>Das Gerät hat die Kopien entfernt, wie vom Portal beauftragt, und den Nachweis signiert.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Until here nothing was changed. What follows cannot be undone at the device.</source>
        <translation>Bis hierher wurde nichts geändert. Was folgt, lässt sich am Gerät nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>The order is kept in this laptop&apos;s journal, then the device checks it itself.</source>
        <translation>Der Auftrag wird im Journal dieses Laptops aufbewahrt, dann prüft das Gerät ihn selbst.</translation>
    </message>
    <message>
        <source>The device removes the copies and signs the proof in one step.</source>
        <translation>Das Gerät entfernt die Kopien und signiert den Nachweis in einem Schritt.</translation>
    </message>
    <message>
        <source>You carry the proof to the portal. Only then the copies are credited.</source>
        <translation>Der Nachweis geht zum Portal. Erst dann werden die Kopien gutgeschrieben.</translation>
    </message>
    <message>
        <source>Open the order</source>
        <translation>Auftrag öffnen</translation>
    </message>
    <message>
        <source>Retour files (*.retour)</source>
        <translation>Retour-Dateien (*.retour)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>OrderConnectPage</name>
    <message>
        <source>{port}: carried out already</source>
        <translation>{port}: bereits ausgeführt</translation>
    </message>
    <message>
        <source>{port}: not named in this file</source>
        <translation>{port}: in dieser Datei nicht genannt</translation>
    </message>
    <message>
        <source>The portal ordered the removal. Nothing is changed until you say so at the device.</source>
        <translation>Das Portal hat das Entfernen beauftragt. Am Gerät wird nichts geändert, bevor es hier bestätigt ist.</translation>
    </message>
    <message>
        <source>Connect a device that the file names, and switch it on. Retour finds it by itself.</source>
        <translation>Ein Gerät anschließen und einschalten, das die Datei nennt. Retour findet es von selbst.</translation>
    </message>
    <message>
        <source>Connect a device that the file names.</source>
        <translation>Ein Gerät anschließen, das die Datei nennt.</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Go to: {step}</source>
        <translation>Weiter zu: {step}</translation>
    </message>
</context>
<context>
    <name>Paper</name>
    <message>
        <source>The sheet is ready.</source>
        <translation>Das Blatt ist fertig.</translation>
    </message>
    <message>
        <source>Save the codes as PDF</source>
        <translation>Die Codes als PDF sichern</translation>
    </message>
    <message>
        <source>The sheet went to the printer.</source>
        <translation>Das Blatt ist beim Drucker.</translation>
    </message>
    <message>
        <source>The sheet is being made...</source>
        <translation>Das Blatt entsteht...</translation>
    </message>
    <message>
        <source>Save the record</source>
        <translation>Protokoll sichern</translation>
    </message>
    <message>
        <source>Save the slip as text</source>
        <translation>Beleg als Text sichern</translation>
    </message>
    <message>
        <source>Save the slip as PDF</source>
        <translation>Beleg als PDF sichern</translation>
    </message>
    <message>
        <source>Saved as {path}.</source>
        <translation>Gesichert als {path}.</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>&amp;Mirror the picture</source>
        <translation>Bild &amp;spiegeln</translation>
    </message>
</context>
<context>
    <name>PinCard</name>
    <message>
        <source>PIN of the device</source>
        <translation>PIN des Geräts</translation>
    </message>
    <message>
        <source>Or type its PIN</source>
        <translation>Oder seine PIN eingeben</translation>
    </message>
    <message>
        <source>&amp;Allow the removal</source>
        <translation>Entfernen &amp;erlauben</translation>
    </message>
</context>
<context>
    <name>PlaceField</name>
    <message>
        <source>Where its files are</source>
        <translation>Wo seine Dateien liegen</translation>
    </message>
    <message>
        <source>Choose fol&amp;der...</source>
        <translation>&amp;Ordner wählen...</translation>
    </message>
    <message>
        <source>On which port is it?</source>
        <translation>An welchem Anschluss ist es?</translation>
    </message>
    <message>
        <source>In which folder are its files?</source>
        <translation>In welchem Ordner liegen seine Dateien?</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>What the camera sees</source>
        <translation>Was die Kamera sieht</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Steps of this case</source>
        <translation>Schritte dieses Vorgangs</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>ahead</source>
        <translation>folgt</translation>
    </message>
    <message>
        <source>Step {number} of {count}, {title}, done</source>
        <translation>Schritt {number} von {count}, {title}, erledigt</translation>
    </message>
    <message>
        <source>Step {number} of {count}, {title}, now</source>
        <translation>Schritt {number} von {count}, {title}, jetzt</translation>
    </message>
    <message>
        <source>Step {number} of {count}, {title}, ahead</source>
        <translation>Schritt {number} von {count}, {title}, folgt</translation>
    </message>
    <message>
        <source>This step is on the screen.</source>
        <translation>Dieser Schritt ist auf dem Bildschirm.</translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message>
        <source>Report for support</source>
        <translation>Bericht für den Support</translation>
    </message>
    <message>
        <source>Read it before you hand it on. It holds no keys, no passwords, no files and no names.</source>
        <translation>Vor dem Weitergeben lesen. Er enthält keine Schlüssel, keine Passwörter, keine Dateien und keine Namen.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>&amp;Save the report...</source>
        <translation>Bericht &amp;sichern...</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Bericht sichern</translation>
    </message>
    <message>
        <source>In the portal</source>
        <translation>Im Portal</translation>
    </message>
    <message>
        <source>Date that the portal shows</source>
        <translation>Datum, das das Portal zeigt</translation>
    </message>
    <message>
        <source>Anything else that you saw</source>
        <translation>Was sonst zu sehen war</translation>
    </message>
    <message>
        <source>What does the portal show?</source>
        <translation>Was zeigt das Portal?</translation>
    </message>
    <message>
        <source>Here you report what the vendor&apos;s portal shows.</source>
        <translation>Hier wird gemeldet, was das Portal des Herstellers zeigt.</translation>
    </message>
    <message>
        <source>Retour cannot ask this portal. What you report is recorded as reported.</source>
        <translation>Retour kann dieses Portal nicht fragen. Was hier gemeldet wird, gilt als gemeldet.</translation>
    </message>
    <message>
        <source>Reported so far: {state}, {date}</source>
        <translation>Bisher gemeldet: {state}, {date}</translation>
    </message>
    <message>
        <source>Choose what the portal shows.</source>
        <translation>Wählen, was das Portal zeigt.</translation>
    </message>
    <message>
        <source>&amp;Record what it shows</source>
        <translation>&amp;Eintragen, was es zeigt</translation>
    </message>
    <message>
        <source>Look at the device&apos;s licenses: their state and the date beside it.</source>
        <translation>Die Lizenzen des Geräts ansehen: ihren Zustand und das Datum daneben.</translation>
    </message>
    <message>
        <source>The portal has made the response; nothing was removed yet.</source>
        <translation>Das Portal hat die Antwort erzeugt; es wurde noch nichts entfernt.</translation>
    </message>
    <message>
        <source>Removed in the portal; the device has not heard of it.</source>
        <translation>Im Portal entfernt; das Gerät weiß noch nichts davon.</translation>
    </message>
    <message>
        <source>Removed; the portal waits for the device.</source>
        <translation>Entfernt; das Portal wartet auf das Gerät.</translation>
    </message>
    <message>
        <source>Fewer copies; the portal waits for the device.</source>
        <translation>Weniger Kopien; das Portal wartet auf das Gerät.</translation>
    </message>
    <message>
        <source>The portal waits for the device&apos;s confirmation.</source>
        <translation>Das Portal wartet auf die Bestätigung des Geräts.</translation>
    </message>
    <message>
        <source>The copies are off the device and available again.</source>
        <translation>Die Kopien sind vom Gerät entfernt und wieder verfügbar.</translation>
    </message>
    <message>
        <source>The license has expired.</source>
        <translation>Die Lizenz ist abgelaufen.</translation>
    </message>
    <message>
        <source>The whole device is returned.</source>
        <translation>Das ganze Gerät ist zurückgegeben.</translation>
    </message>
    <message>
        <source>The device is written off; its copies do not come back by themselves.</source>
        <translation>Das Gerät ist abgeschrieben; seine Kopien kommen nicht von selbst zurück.</translation>
    </message>
</context>
<context>
    <name>ScanPage</name>
    <message>
        <source>Begin &amp;anew</source>
        <translation>&amp;Neu beginnen</translation>
    </message>
    <message>
        <source>&amp;Save as a file...</source>
        <translation>Als &amp;Datei sichern...</translation>
    </message>
    <message>
        <source>Read &amp;pictures...</source>
        <translation>&amp;Bilder lesen...</translation>
    </message>
    <message>
        <source>Photos, screenshots, scanned sheets and videos work too: choose, drop or paste them.</source>
        <translation>Auch Fotos, Bildschirmfotos, gescannte Blätter und Videos gehen: wählen, ablegen oder einfügen.</translation>
    </message>
    <message>
        <source>Hold the code before the camera</source>
        <translation>Den Code vor die Kamera halten</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>The camera starts...</source>
        <translation>Die Kamera startet...</translation>
    </message>
    <message>
        <source>No code of Retour was read in these pictures.</source>
        <translation>In diesen Bildern wurde kein Code von Retour gelesen.</translation>
    </message>
    <message>
        <source>The pictures are read...</source>
        <translation>Die Bilder werden gelesen...</translation>
    </message>
    <message>
        <source>It is for the portal: save it as a file and take it in there.</source>
        <translation>Sie ist für das Portal: als Datei sichern und dort annehmen lassen.</translation>
    </message>
    <message>
        <source>Nothing here waits for it. It can be saved as a file.</source>
        <translation>Hier wartet nichts darauf. Als Datei sichern ist möglich.</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>Erneut &amp;versuchen</translation>
    </message>
    <message>
        <source>Scan a&amp;nother</source>
        <translation>&amp;Nächste scannen</translation>
    </message>
    <message>
        <source>Read pictures</source>
        <translation>Bilder lesen</translation>
    </message>
    <message>
        <source>Pictures, PDF, videos</source>
        <translation>Bilder, PDF, Videos</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Save as a file</source>
        <translation>Als Datei sichern</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Large text</source>
        <translation>Große Schrift</translation>
    </message>
    <message>
        <source>Technician</source>
        <translation>Techniker</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Technician, for new cases</source>
        <translation>Techniker, für neue Vorgänge</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
</context>
<context>
    <name>ShowPage</name>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Print...</source>
        <translation>&amp;Drucken...</translation>
    </message>
    <message>
        <source>Pa&amp;use</source>
        <translation>Pa&amp;use</translation>
    </message>
    <message>
        <source>Pre&amp;vious</source>
        <translation>V&amp;origer</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Nächster</translation>
    </message>
    <message>
        <source>Codes a second</source>
        <translation>Codes je Sekunde</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>Langsamer</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>Schneller</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Feinheit</translation>
    </message>
    <message>
        <source>Coarser</source>
        <translation>Gröber</translation>
    </message>
    <message>
        <source>Finer</source>
        <translation>Feiner</translation>
    </message>
    <message>
        <source>Does the camera struggle? Make it coarser, or slower.</source>
        <translation>Hat die Kamera Mühe? Gröber oder langsamer stellen.</translation>
    </message>
    <message>
        <source>Show it to the camera</source>
        <translation>Der Kamera zeigen</translation>
    </message>
    <message>
        <source>One code, it stands still.</source>
        <translation>Ein Code, er steht still.</translation>
    </message>
    <message>
        <source>QR code, {part}</source>
        <translation>QR-Code, {part}</translation>
    </message>
    <message>
        <source>Space stands still, left and right step.</source>
        <translation>Leertaste hält an, links und rechts gehen einen Schritt.</translation>
    </message>
    <message>
        <source>Part {number} of {count}</source>
        <translation>Teil {number} von {count}</translation>
    </message>
    <message>
        <source>A mixture of the {count} parts</source>
        <translation>Eine Mischung der {count} Teile</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Any key leaves the full screen</source>
        <translation>Jede Taste beendet das Vollbild</translation>
    </message>
    <message>
        <source>coarse</source>
        <translation>grob</translation>
    </message>
    <message>
        <source>For a weak camera or a long way; takes the most codes.</source>
        <translation>Für eine schwache Kamera oder großen Abstand; braucht die meisten Codes.</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>Right for most cameras.</source>
        <translation>Richtig für die meisten Kameras.</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>fein</translation>
    </message>
    <message>
        <source>For a good camera, close by.</source>
        <translation>Für eine gute Kamera aus der Nähe.</translation>
    </message>
    <message>
        <source>finest</source>
        <translation>am feinsten</translation>
    </message>
    <message>
        <source>For a large screen and a sharp camera; the fewest codes.</source>
        <translation>Für einen großen Bildschirm und eine scharfe Kamera; die wenigsten Codes.</translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>Fewer: {name}</source>
        <translation>Weniger: {name}</translation>
    </message>
    <message>
        <source>More: {name}</source>
        <translation>Mehr: {name}</translation>
    </message>
</context>
<context>
    <name>StripView</name>
    <message>
        <source>Where every copy is and how we know</source>
        <translation>Wo jede Kopie ist und woher das bekannt ist</translation>
    </message>
    <message>
        <source>reported</source>
        <translation>gemeldet</translation>
    </message>
    <message>
        <source>carried</source>
        <translation>überbracht</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>signiert</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <source>On the device</source>
        <translation>Auf dem Gerät</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>Unterwegs</translation>
    </message>
    <message>
        <source>In the portal</source>
        <translation>Im Portal</translation>
    </message>
    <message>
        <source>Where every copy is: nothing is known yet.</source>
        <translation>Wo jede Kopie ist: Es ist noch nichts bekannt.</translation>
    </message>
    <message numerus="yes">
        <source>%n copies on the device, reported by it.</source>
        <translation>
            <numerusform>%n Kopie auf dem Gerät, von ihm gemeldet.</numerusform>
            <numerusform>%n Kopien auf dem Gerät, von ihm gemeldet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies on the device, signed by it.</source>
        <translation>
            <numerusform>%n Kopie auf dem Gerät, von ihm signiert.</numerusform>
            <numerusform>%n Kopien auf dem Gerät, von ihm signiert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies on the device.</source>
        <translation>
            <numerusform>%n Kopie auf dem Gerät.</numerusform>
            <numerusform>%n Kopien auf dem Gerät.</numerusform>
        </translation>
    </message>
    <message>
        <source>None on the device.</source>
        <translation>Keine auf dem Gerät.</translation>
    </message>
    <message numerus="yes">
        <source>%n copies under way, the signed proof is in hand.</source>
        <translation>
            <numerusform>%n Kopie unterwegs, der signierte Nachweis liegt vor.</numerusform>
            <numerusform>%n Kopien unterwegs, der signierte Nachweis liegt vor.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies under way, the file is in hand, not read.</source>
        <translation>
            <numerusform>%n Kopie unterwegs, die Datei liegt vor, ungelesen.</numerusform>
            <numerusform>%n Kopien unterwegs, die Datei liegt vor, ungelesen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies under way, reported.</source>
        <translation>
            <numerusform>%n Kopie unterwegs, gemeldet.</numerusform>
            <numerusform>%n Kopien unterwegs, gemeldet.</numerusform>
        </translation>
    </message>
    <message>
        <source>None under way.</source>
        <translation>Keine unterwegs.</translation>
    </message>
    <message numerus="yes">
        <source>%n copies in the portal, confirmed by it.</source>
        <translation>
            <numerusform>%n Kopie im Portal, von ihm bestätigt.</numerusform>
            <numerusform>%n Kopien im Portal, von ihm bestätigt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies in the portal, reported.</source>
        <translation>
            <numerusform>%n Kopie im Portal, gemeldet.</numerusform>
            <numerusform>%n Kopien im Portal, gemeldet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copies in the portal.</source>
        <translation>
            <numerusform>%n Kopie im Portal.</numerusform>
            <numerusform>%n Kopien im Portal.</numerusform>
        </translation>
    </message>
    <message>
        <source>None in the portal.</source>
        <translation>Keine im Portal.</translation>
    </message>
</context>
<context>
    <name>Tasks</name>
    <message>
        <source>Something went wrong inside Retour.</source>
        <translation>In Retour ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>What was recorded so far is safe in the journal.</source>
        <translation>Was bisher aufgezeichnet wurde, ist im Journal sicher.</translation>
    </message>
    <message>
        <source>Repeat the step. If it fails again, save a report (menu, Report for support) and send it to support.</source>
        <translation>Den Schritt wiederholen. Wenn er wieder scheitert, einen Bericht sichern (Menü, Bericht für den Support) und an den Support senden.</translation>
    </message>
</context>
<context>
    <name>TellPage</name>
    <message>
        <source>For the portal&apos;s operator</source>
        <translation>Für die zuständige Person am Portal</translation>
    </message>
    <message>
        <source>Slip to &amp;print...</source>
        <translation>Beleg &amp;drucken...</translation>
    </message>
    <message>
        <source>Sa&amp;ve the slip...</source>
        <translation>Beleg &amp;sichern...</translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation>Als &amp;Text kopieren</translation>
    </message>
    <message>
        <source>{copies} of {product}, {line}</source>
        <translation>{copies} von {product}, {line}</translation>
    </message>
    <message>
        <source>{copies} of {line}</source>
        <translation>{copies} von {line}</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Host ID</source>
        <translation>Host-ID</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>Aufgegeben</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Belege</translation>
    </message>
    <message>
        <source>What shows that the device cannot answer: a photograph of it and of its label, a service report, a report of its loss. The operator attaches it.</source>
        <translation>Was zeigt, dass das Gerät nicht antworten kann: ein Foto von ihm und seinem Typenschild, ein Servicebericht, eine Verlustmeldung. Es wird im Portal angehängt.</translation>
    </message>
    <message>
        <source>Here you see what the portal&apos;s operator has to know, and record what the portal shows.</source>
        <translation>Hier steht, was am Portal gebraucht wird, und hier wird eingetragen, was das Portal zeigt.</translation>
    </message>
    <message>
        <source>What was told to the portal&apos;s operator.</source>
        <translation>Was am Portal mitgeteilt wurde.</translation>
    </message>
    <message>
        <source>The portal&apos;s operator writes the device off and signs for it. Retour cannot do it from here.</source>
        <translation>Das Gerät wird am Portal abgeschrieben, von jemandem, der dafür zeichnet. Von hier aus kann Retour das nicht.</translation>
    </message>
    <message>
        <source>Give the operator what stands below: printed, sent, or read out.</source>
        <translation>Übergeben, was unten steht: gedruckt, gesendet oder vorgelesen.</translation>
    </message>
    <message>
        <source>The operator writes off {host}, says who and why, and attaches the evidence.</source>
        <translation>Am Portal {host} abschreiben lassen, mit Wer und Warum und mit den Belegen.</translation>
    </message>
    <message>
        <source>When the portal shows the device as OBSOLETE, record it here: the case is closed as reported.</source>
        <translation>Sobald das Portal das Gerät als OBSOLETE zeigt, hier eintragen: Der Vorgang endet laut Meldung.</translation>
    </message>
    <message>
        <source>The device is written off; its copies are at risk until it is heard of again.</source>
        <translation>Das Gerät ist abgeschrieben; seine Kopien sind gefährdet, bis wieder von ihm zu hören ist.</translation>
    </message>
    <message>
        <source>The slip is on the clipboard.</source>
        <translation>Der Beleg ist in der Zwischenablage.</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>The training world does not answer.</source>
        <translation>Die Übungswelt antwortet nicht.</translation>
    </message>
    <message>
        <source>The training world has ended.</source>
        <translation>Die Übungswelt hat sich beendet.</translation>
    </message>
    <message>
        <source>The training world did not start.</source>
        <translation>Die Übungswelt ist nicht gestartet.</translation>
    </message>
    <message>
        <source>Nothing real was touched.</source>
        <translation>Nichts Echtes wurde berührt.</translation>
    </message>
    <message>
        <source>Try again. If it stays so, run this in a terminal to see why: retour training --folder training</source>
        <translation>Noch einmal versuchen. Wenn es so bleibt, zeigt dies in einem Terminal, warum: retour training --folder training</translation>
    </message>
</context>
<context>
    <name>WhatPage</name>
    <message>
        <source>Why do they come home?</source>
        <translation>Warum kommen sie zurück?</translation>
    </message>
    <message>
        <source>On which way?</source>
        <translation>Auf welchem Weg?</translation>
    </message>
    <message>
        <source>Here you choose how many copies come home, why, and on which way.</source>
        <translation>Hier wird gewählt, wie viele Kopien zurückkommen, warum und auf welchem Weg.</translation>
    </message>
    <message>
        <source>Everything, or the counts that you choose. Nothing is removed yet.</source>
        <translation>Alles oder die gewählte Anzahl. Noch wird nichts entfernt.</translation>
    </message>
    <message>
        <source>What was chosen for this case.</source>
        <translation>Was für diesen Vorgang gewählt wurde.</translation>
    </message>
    <message>
        <source>Review the &amp;removal</source>
        <translation>Das &amp;Entfernen prüfen</translation>
    </message>
    <message>
        <source>Review the &amp;request</source>
        <translation>Die An&amp;forderung prüfen</translation>
    </message>
    <message>
        <source>{remain} of {held} remain</source>
        <translation>{remain} von {held} bleiben</translation>
    </message>
    <message>
        <source>Everything: {copies}</source>
        <translation>Alles: {copies}</translation>
    </message>
    <message>
        <source>Choose the copies</source>
        <translation>Kopien auswählen</translation>
    </message>
    <message>
        <source>Some stay on the device and go on working.</source>
        <translation>Einige bleiben auf dem Gerät und funktionieren weiter.</translation>
    </message>
    <message>
        <source>What the portal has marked comes home</source>
        <translation>Was das Portal markiert hat, kommt zurück</translation>
    </message>
    <message>
        <source>Nothing is chosen here: have the copies marked for removal in the portal. The device signs a sync, and the portal&apos;s answer to it says what is removed.</source>
        <translation>Hier wird nichts gewählt: Die Kopien im Portal zum Entfernen markieren lassen. Das Gerät signiert einen Abgleich, und die Antwort des Portals darauf sagt, was entfernt wird.</translation>
    </message>
    <message>
        <source>Why are they given up?</source>
        <translation>Warum werden sie aufgegeben?</translation>
    </message>
    <message>
        <source>Here you say who gives the copies up, and why.</source>
        <translation>Hier steht, wer die Kopien aufgibt und warum.</translation>
    </message>
    <message>
        <source>Nothing proves that these copies are gone. The record says who gave them up, and why.</source>
        <translation>Nichts beweist, dass diese Kopien weg sind. Das Protokoll sagt, wer sie aufgegeben hat und warum.</translation>
    </message>
    <message>
        <source>The portal says what comes home. Nothing is removed yet.</source>
        <translation>Das Portal sagt, was zurückkommt. Noch wird nichts entfernt.</translation>
    </message>
    <message>
        <source>Review the s&amp;ync</source>
        <translation>Den A&amp;bgleich prüfen</translation>
    </message>
    <message>
        <source>Open the &amp;write-off</source>
        <translation>&amp;Abschreibung beginnen</translation>
    </message>
    <message>
        <source>Choose why the copies are given up.</source>
        <translation>Wählen, warum die Kopien aufgegeben werden.</translation>
    </message>
    <message>
        <source>Site, asset tag, ticket, note</source>
        <translation>Standort, Inventarnummer, Ticket, Notiz</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>Standort</translation>
    </message>
    <message>
        <source>Asset tag</source>
        <translation>Inventarnummer</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>Technician</source>
        <translation>Techniker</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Who gives them up, and why</source>
        <translation>Wer sie aufgibt, und warum</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Der eigene Name</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschehen ist</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>Aufgegeben</translation>
    </message>
    <message>
        <source>Comes home</source>
        <translation>Kommt zurück</translation>
    </message>
    <message>
        <source>{copies} of {product}</source>
        <translation>{copies} von {product}</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Way</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Begonnen</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Large text</source>
        <translation>Große Schrift</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Training device</source>
        <translation>Übungs&amp;gerät</translation>
    </message>
    <message>
        <source>Show a &amp;file as QR code...</source>
        <translation>Eine Da&amp;tei als QR-Code zeigen...</translation>
    </message>
    <message>
        <source>&amp;Report for support</source>
        <translation>&amp;Bericht für den Support</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;About Retour</source>
        <translation>&amp;Über Retour</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>{name} was opened before, in case {case}.</source>
        <translation>{name} wurde schon geöffnet, in Vorgang {case}.</translation>
    </message>
    <message>
        <source>Training portal</source>
        <translation>Übungsportal</translation>
    </message>
    <message>
        <source>Opens the training portal in a browser; its token is copied.</source>
        <translation>Öffnet das Übungsportal im Browser; sein Token wird kopiert.</translation>
    </message>
    <message>
        <source>The training portal is at {url}. The token to sign in with is on the clipboard.</source>
        <translation>Das Übungsportal ist unter {url}. Das Token zum Anmelden liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Open a file from the portal</source>
        <translation>Datei vom Portal öffnen</translation>
    </message>
    <message>
        <source>Retour files (*.retour)</source>
        <translation>Retour-Dateien (*.retour)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>An answer, an order, or anything else that Retour shows as a QR code.</source>
        <translation>Eine Antwort, ein Auftrag oder was Retour sonst als QR-Code zeigt.</translation>
    </message>
    <message>
        <source>These are several files; one is taken at a time, and only pictures of a code together.</source>
        <translation>Das sind mehrere Dateien; es wird jeweils eine genommen, zusammen nur Bilder eines Codes.</translation>
    </message>
    <message>
        <source>{name} is genuine, and it is the answer to case {case}.</source>
        <translation>{name} ist echt und die Antwort auf den Vorgang {case}.</translation>
    </message>
</context>
<context>
    <name>Working</name>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>about %n seconds left</source>
        <translation>
            <numerusform>noch etwa %n Sekunde</numerusform>
            <numerusform>noch etwa %n Sekunden</numerusform>
        </translation>
    </message>
    <message>
        <source>{how_far}, {time_left}</source>
        <translation>{how_far}, {time_left}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>part {done} of {total}</source>
        <translation>Teil {done} von {total}</translation>
    </message>
</context>
<context>
    <name>_Causes</name>
    <message>
        <source>Ports that were asked</source>
        <translation>Gefragte Anschlüsse</translation>
    </message>
    <message>
        <source>What may be wrong</source>
        <translation>Was die Ursache sein kann</translation>
    </message>
    <message>
        <source>No power or a loose cable: switch the device on and push both plugs home.</source>
        <translation>Kein Strom oder ein loses Kabel: Das Gerät einschalten und beide Stecker fest einstecken.</translation>
    </message>
    <message>
        <source>A charging cable: some USB cables carry no data. Take another one.</source>
        <translation>Ein Ladekabel: Manche USB-Kabel übertragen keine Daten. Ein anderes nehmen.</translation>
    </message>
    <message>
        <source>The port belongs to another program: close it. The list below names it.</source>
        <translation>Der Anschluss gehört einem anderen Programm: Es schließen. Die Liste unten nennt es.</translation>
    </message>
    <message>
        <source>The device is still starting: give it a minute.</source>
        <translation>Das Gerät startet noch: Eine Minute warten.</translation>
    </message>
    <message>
        <source>&amp;Practise with the training device</source>
        <translation>Mit dem Übungsgerät &amp;üben</translation>
    </message>
    <message>
        <source>It says about itself: {says}</source>
        <translation>Es sagt über sich: {says}</translation>
    </message>
    <message>
        <source>This machine has no serial port at all: the cable is not seen.</source>
        <translation>Dieser Computer hat keinen seriellen Anschluss: Das Kabel wird nicht erkannt.</translation>
    </message>
    <message>
        <source>Name the port yourself</source>
        <translation>Den Anschluss selbst nennen</translation>
    </message>
    <message>
        <source>Port or address</source>
        <translation>Anschluss oder Adresse</translation>
    </message>
    <message>
        <source>As&amp;k there</source>
        <translation>Dort &amp;fragen</translation>
    </message>
</context>
<context>
    <name>_Ways</name>
    <message>
        <source>Recommended</source>
        <translation>Empfohlen</translation>
    </message>
    <message>
        <source>Other ways</source>
        <translation>Andere Wege</translation>
    </message>
    <message>
        <source>{why}
{files}, {visits} at the device.</source>
        <translation>{why}
{files}, {visits} am Gerät.</translation>
    </message>
    <message numerus="yes">
        <source>%n files to carry</source>
        <translation>
            <numerusform>%n Datei zu überbringen</numerusform>
            <numerusform>%n Dateien zu überbringen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visits</source>
        <translation>
            <numerusform>%n Besuch</numerusform>
            <numerusform>%n Besuche</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>answer</name>
    <message>
        <source>It is for this device, {host}.</source>
        <translation>Sie ist für dieses Gerät, {host}.</translation>
    </message>
    <message>
        <source>It is for {other}, not for {host}.</source>
        <translation>Sie ist für {other}, nicht für {host}.</translation>
    </message>
    <message>
        <source>It answers the file of this case.</source>
        <translation>Sie antwortet auf die Datei dieses Vorgangs.</translation>
    </message>
    <message>
        <source>It does not answer the file of this case.</source>
        <translation>Sie antwortet nicht auf die Datei dieses Vorgangs.</translation>
    </message>
    <message>
        <source>It is genuine: the device&apos;s portal signed it.</source>
        <translation>Sie ist echt: Das Portal des Geräts hat sie signiert.</translation>
    </message>
    <message>
        <source>It is not genuine: the device&apos;s portal did not sign it.</source>
        <translation>Sie ist nicht echt: Das Portal des Geräts hat sie nicht signiert.</translation>
    </message>
    <message>
        <source>It is the newest.</source>
        <translation>Sie ist die neueste.</translation>
    </message>
    <message>
        <source>It is not to the newest file of this device.</source>
        <translation>Sie gehört nicht zur neuesten Datei dieses Geräts.</translation>
    </message>
</context>
<context>
    <name>camera</name>
    <message>
        <source>No camera was found on this computer.</source>
        <translation>An diesem Computer wurde keine Kamera gefunden.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Plug one in: it is used at once. Or read pictures of the code, or take the file.</source>
        <translation>Eine anschließen: Sie wird sofort verwendet. Oder Bilder des Codes lesen oder die Datei nehmen.</translation>
    </message>
    <message>
        <source>{camera} cannot be used: another program may have it.</source>
        <translation>{camera} ist nicht verwendbar: Vielleicht hat ein anderes Programm sie.</translation>
    </message>
    <message>
        <source>Close what uses the camera, then try again. Or read pictures, or take the file.</source>
        <translation>Schließen, was die Kamera verwendet, dann erneut versuchen. Oder Bilder lesen oder die Datei nehmen.</translation>
    </message>
    <message>
        <source>{camera} gives no picture.</source>
        <translation>{camera} gibt kein Bild.</translation>
    </message>
    <message>
        <source>Open its shutter, or plug it in again. Or read pictures, or take the file.</source>
        <translation>Die Abdeckung öffnen oder sie neu anschließen. Oder Bilder lesen oder die Datei nehmen.</translation>
    </message>
    <message>
        <source>Retour may not use the camera: the system refuses it.</source>
        <translation>Retour darf die Kamera nicht verwenden: Das System verweigert es.</translation>
    </message>
    <message>
        <source>Allow it in the system&apos;s privacy settings. Or read pictures, or take the file.</source>
        <translation>In den Datenschutzeinstellungen des Systems erlauben. Oder Bilder lesen oder die Datei nehmen.</translation>
    </message>
    <message>
        <source>{camera} may not be opened by this user: {path}.</source>
        <translation>Dieser Benutzer darf {camera} nicht öffnen: {path}.</translation>
    </message>
    <message>
        <source>Have the user put into the group video, then sign in anew. Or read pictures.</source>
        <translation>Den Benutzer in die Gruppe video aufnehmen lassen, dann neu anmelden. Oder Bilder lesen.</translation>
    </message>
</context>
<context>
    <name>carry</name>
    <message numerus="yes">
        <source>The %n copies are safe in the proof. You can save it again at any time.</source>
        <translation>
            <numerusform>%n Kopie ist sicher im Nachweis. Er kann jederzeit neu gesichert werden.</numerusform>
            <numerusform>%n Kopien sind sicher im Nachweis. Er kann jederzeit neu gesichert werden.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>{1} is not a case number.</source>
        <extracomment>{1} = text</extracomment>
        <translation>{1} ist keine Vorgangsnummer.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Type it as it stands on the slip: R, four characters, four characters.</source>
        <translation>So eingeben, wie sie auf dem Beleg steht: R, vier Zeichen, vier Zeichen.</translation>
    </message>
    <message>
        <source>it is longer than {1} bytes</source>
        <extracomment>{1} = limit</extracomment>
        <translation>sie ist länger als {1} Bytes</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>sie ist leer</translation>
    </message>
    <message>
        <source>{1} bytes follow its end</source>
        <extracomment>{1} = len(data) - end</extracomment>
        <translation>nach ihrem Ende folgen noch {1} Bytes</translation>
    </message>
    <message>
        <source>it is not a list of messages</source>
        <translation>sie ist keine Liste von Nachrichten</translation>
    </message>
    <message>
        <source>it holds more than {1} messages</source>
        <extracomment>{1} = most</extracomment>
        <translation>sie enthält mehr als {1} Nachrichten</translation>
    </message>
    <message>
        <source>it is nested deeper than {1}</source>
        <extracomment>{1} = MAX_DEPTH</extracomment>
        <translation>sie ist tiefer als {1} Ebenen verschachtelt</translation>
    </message>
    <message>
        <source>it ends in the middle of a string</source>
        <translation>sie endet mitten in einer Zeichenkette</translation>
    </message>
    <message>
        <source>it carries tag {1}, which has no place here</source>
        <extracomment>{1} = argument</extracomment>
        <translation>sie trägt das Tag {1}, das hier nichts zu suchen hat</translation>
    </message>
    <message>
        <source>it carries a float or a simple value that has no place here</source>
        <translation>sie enthält eine Gleitkommazahl oder einen einfachen Wert, der hier nichts zu suchen hat</translation>
    </message>
    <message>
        <source>a map key is neither a number nor a string</source>
        <translation>ein Schlüssel einer Zuordnung ist weder Zahl noch Text</translation>
    </message>
    <message>
        <source>a map holds the same key twice</source>
        <translation>eine Zuordnung enthält denselben Schlüssel zweimal</translation>
    </message>
    <message>
        <source>map keys are not in bytewise order</source>
        <translation>die Schlüssel einer Zuordnung stehen nicht in der Reihenfolge ihrer Bytes</translation>
    </message>
    <message>
        <source>it ends in the middle</source>
        <translation>sie ist mittendrin zu Ende</translation>
    </message>
    <message>
        <source>it uses an indefinite length</source>
        <translation>sie verwendet eine unbestimmte Länge</translation>
    </message>
    <message>
        <source>it uses a reserved head</source>
        <translation>sie verwendet einen reservierten Kopf</translation>
    </message>
    <message>
        <source>it ends in the middle of a number</source>
        <translation>sie endet mitten in einer Zahl</translation>
    </message>
    <message>
        <source>a number is longer than it need be</source>
        <translation>eine Zahl ist länger als nötig</translation>
    </message>
    <message>
        <source>it claims more items than it has bytes</source>
        <translation>sie nennt mehr Elemente, als sie Bytes hat</translation>
    </message>
    <message>
        <source>a text is not valid UTF-8</source>
        <translation>ein Text ist kein gültiges UTF-8</translation>
    </message>
    <message>
        <source>This is not a message that Retour can accept: {1}.</source>
        <extracomment>{1} = why</extracomment>
        <translation>Diese Nachricht kann Retour nicht annehmen: {1}.</translation>
    </message>
    <message>
        <source>Fetch the file again from where it was made; if it stays so, keep it and ask for support.</source>
        <translation>Die Datei dort neu holen, wo sie entstanden ist; bleibt es dabei, die Datei aufheben und den Support fragen.</translation>
    </message>
    <message>
        <source>message content</source>
        <translation>Inhalt der Nachricht</translation>
    </message>
    <message>
        <source>it asks for a change and names no line</source>
        <translation>sie verlangt eine Änderung und nennt keine Berechtigungszeile</translation>
    </message>
    <message>
        <source>it says that the store was lost and lists licenses all the same</source>
        <translation>sie meldet den Lizenzspeicher als verloren und nennt trotzdem Lizenzen</translation>
    </message>
    <message>
        <source>response content</source>
        <translation>Inhalt der Antwort</translation>
    </message>
    <message>
        <source>response content 3</source>
        <translation>Inhalt der Antwort, Feld 3</translation>
    </message>
    <message>
        <source>its list of statuses is empty</source>
        <translation>ihre Liste der Zustände ist leer</translation>
    </message>
    <message>
        <source>order content</source>
        <translation>Inhalt des Auftrags</translation>
    </message>
    <message>
        <source>it is an order to remove licenses and names no line</source>
        <translation>es ist ein Auftrag, Lizenzen zu entfernen, und nennt keine Zeile</translation>
    </message>
    <message>
        <source>write-off content</source>
        <translation>Inhalt der Abschreibung</translation>
    </message>
    <message>
        <source>host ID</source>
        <translation>Host-ID</translation>
    </message>
    <message>
        <source>its host ID is not plain printable text</source>
        <translation>ihre Host-ID ist kein einfacher druckbarer Text</translation>
    </message>
    <message>
        <source>host type</source>
        <translation>Host-ID-Typ</translation>
    </message>
    <message>
        <source>the features of a line are not a short list</source>
        <translation>die Features einer Berechtigungszeile sind keine kurze Liste</translation>
    </message>
    <message>
        <source>This message is signed by a key that is not the expected one.</source>
        <translation>Diese Nachricht ist mit einem anderen Schlüssel signiert als erwartet.</translation>
    </message>
    <message>
        <source>Check that the file belongs to this device and this portal.</source>
        <translation>Prüfen, ob die Datei zu diesem Gerät und diesem Portal gehört.</translation>
    </message>
    <message>
        <source>This message names another signature algorithm than its key is enrolled for.</source>
        <translation>Diese Nachricht nennt ein anderes Signaturverfahren als das, für das ihr Schlüssel registriert ist.</translation>
    </message>
    <message>
        <source>Fetch the file again from where it was made.</source>
        <translation>Die Datei dort neu holen, wo sie entstanden ist.</translation>
    </message>
    <message>
        <source>it is not a signed message</source>
        <translation>sie ist keine signierte Nachricht</translation>
    </message>
    <message>
        <source>header {1} was added outside of what is signed</source>
        <extracomment>{1} = shown(label)</extracomment>
        <translation>der Header {1} wurde außerhalb des signierten Teils hinzugefügt</translation>
    </message>
    <message>
        <source>its signature has the wrong length</source>
        <translation>ihre Signatur hat die falsche Länge</translation>
    </message>
    <message>
        <source>its header is not a map</source>
        <translation>ihr Header ist keine Zuordnung</translation>
    </message>
    <message>
        <source>This file was made by a newer Retour.</source>
        <translation>Diese Datei stammt von einem neueren Retour.</translation>
    </message>
    <message>
        <source>Nothing was changed, and the file is not damaged.</source>
        <translation>Es wurde nichts geändert, und die Datei ist nicht beschädigt.</translation>
    </message>
    <message>
        <source>Update Retour here, then open the file again.</source>
        <translation>Retour hier aktualisieren, dann die Datei noch einmal öffnen.</translation>
    </message>
    <message>
        <source>header {1} is missing</source>
        <extracomment>{1} = label</extracomment>
        <translation>der Header {1} fehlt</translation>
    </message>
    <message>
        <source>it carries a header that is not ours ({1})</source>
        <extracomment>{1} = shown(label)</extracomment>
        <translation>sie trägt einen fremden Header ({1})</translation>
    </message>
    <message>
        <source>its algorithm is not a number</source>
        <translation>ihr Verfahren ist keine Zahl</translation>
    </message>
    <message>
        <source>its key identifier is not {1} bytes</source>
        <extracomment>{1} = KID_BYTES</extracomment>
        <translation>ihre Schlüsselkennung ist nicht {1} Bytes lang</translation>
    </message>
    <message>
        <source>it is of a kind that Retour does not know</source>
        <translation>sie ist von einer Art, die Retour nicht kennt</translation>
    </message>
    <message>
        <source>a map</source>
        <translation>eine Zuordnung</translation>
    </message>
    <message>
        <source>{1}: field {2} is missing</source>
        <extracomment>{1} = self._where; {2} = label</extracomment>
        <translation>{1}: Feld {2} fehlt</translation>
    </message>
    <message>
        <source>{1}: field {2} is not known</source>
        <extracomment>{1} = self._where; {2} = shown(label)</extracomment>
        <translation>{1}: Feld {2} ist nicht bekannt</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>wahr oder falsch</translation>
    </message>
    <message>
        <source>a map of lines</source>
        <translation>eine Zuordnung von Berechtigungszeilen</translation>
    </message>
    <message>
        <source>it names more than {1} lines</source>
        <extracomment>{1} = MAX_LINES</extracomment>
        <translation>sie nennt mehr als {1} Berechtigungszeilen</translation>
    </message>
    <message>
        <source>activation ID</source>
        <translation>Aktivierungs-ID</translation>
    </message>
    <message>
        <source>a short list</source>
        <translation>eine kurze Liste</translation>
    </message>
    <message>
        <source>a list of {1}</source>
        <extracomment>{1} = length</extracomment>
        <translation>eine Liste mit {1} Einträgen</translation>
    </message>
    <message>
        <source>a text of 1 to {1} printable characters</source>
        <extracomment>{1} = most</extracomment>
        <translation>ein Text aus 1 bis {1} druckbaren Zeichen</translation>
    </message>
    <message>
        <source>{1} bytes</source>
        <extracomment>{1} = length</extracomment>
        <translation>{1} Bytes</translation>
    </message>
    <message>
        <source>a number from {1} to {2}</source>
        <extracomment>{1} = least; {2} = most</extracomment>
        <translation>eine Zahl von {1} bis {2}</translation>
    </message>
    <message>
        <source>a known {1}</source>
        <extracomment>{1} = kind.__name__</extracomment>
        <translation>ein bekannter Wert für {1}</translation>
    </message>
    <message>
        <source>{1} is not {2}</source>
        <extracomment>{1} = where; {2} = expected</extracomment>
        <translation>{1} ist nicht {2}</translation>
    </message>
    <message>
        <source>Nothing was changed on the device.</source>
        <translation>Am Gerät wurde nichts geändert.</translation>
    </message>
    <message>
        <source>The device could not read what it was given.</source>
        <translation>Das Gerät konnte nicht lesen, was es bekommen hat.</translation>
    </message>
    <message>
        <source>Fetch the file again from where it was made, then bring it again.</source>
        <translation>Die Datei dort neu holen, wo sie entstanden ist, dann noch einmal zum Gerät bringen.</translation>
    </message>
    <message>
        <source>The device refused the answer: it is not signed by the portal that this device trusts.</source>
        <translation>Das Gerät hat die Antwort abgelehnt: Sie ist nicht von dem Portal signiert, dem dieses Gerät vertraut.</translation>
    </message>
    <message>
        <source>Take the answer from the portal in which this device is enrolled.</source>
        <translation>Die Antwort aus dem Portal holen, in dem dieses Gerät registriert ist.</translation>
    </message>
    <message>
        <source>This answer comes from another portal than the one this device belongs to.</source>
        <translation>Diese Antwort kommt von einem anderen Portal als dem, zu dem dieses Gerät gehört.</translation>
    </message>
    <message>
        <source>This answer is for another device.</source>
        <translation>Diese Antwort ist für ein anderes Gerät.</translation>
    </message>
    <message>
        <source>Choose the file that names this device&apos;s host ID, or open the other case.</source>
        <translation>Die Datei mit der Host-ID dieses Geräts wählen oder den anderen Vorgang öffnen.</translation>
    </message>
    <message>
        <source>This answer is for another key of this device, from before its board or key was replaced.</source>
        <translation>Diese Antwort ist für einen anderen Schlüssel dieses Geräts, aus der Zeit vor dem Tausch von Platine oder Schlüssel.</translation>
    </message>
    <message>
        <source>Make a new request on this device and take it to the portal.</source>
        <translation>An diesem Gerät eine neue Anforderung erzeugen und zum Portal bringen.</translation>
    </message>
    <message>
        <source>This answer is older than one that the device has already processed.</source>
        <translation>Diese Antwort ist älter als eine, die das Gerät schon verarbeitet hat.</translation>
    </message>
    <message>
        <source>Bring the answer to the device&apos;s newest request.</source>
        <translation>Die Antwort auf die neueste Anforderung des Geräts bringen.</translation>
    </message>
    <message>
        <source>This answer is to an older request; the device has made a newer one since.</source>
        <translation>Diese Antwort gehört zu einer älteren Anforderung; das Gerät hat inzwischen eine neuere erzeugt.</translation>
    </message>
    <message>
        <source>Take the newest request to the portal and bring that answer.</source>
        <translation>Die neueste Anforderung zum Portal bringen und deren Antwort holen.</translation>
    </message>
    <message>
        <source>The device has made another message in the meantime.</source>
        <translation>Das Gerät hat inzwischen eine andere Nachricht erzeugt.</translation>
    </message>
    <message>
        <source>Read the device again, then decide again.</source>
        <translation>Das Gerät neu auslesen, dann neu entscheiden.</translation>
    </message>
    <message>
        <source>The device holds no license with that activation ID.</source>
        <translation>Das Gerät hat keine Lizenz mit dieser Aktivierungs-ID.</translation>
    </message>
    <message>
        <source>Read the device again and choose from what it lists.</source>
        <translation>Das Gerät neu auslesen und aus seiner Liste wählen.</translation>
    </message>
    <message>
        <source>More copies would remain than the device holds.</source>
        <translation>Es würden mehr Kopien bleiben, als das Gerät hat.</translation>
    </message>
    <message>
        <source>Choose a count that is at most what the device holds.</source>
        <translation>Eine Anzahl wählen, die höchstens so groß ist wie die auf dem Gerät.</translation>
    </message>
    <message>
        <source>The device wants somebody at it to allow the removal.</source>
        <translation>Das Gerät verlangt, dass jemand vor Ort das Entfernen erlaubt.</translation>
    </message>
    <message>
        <source>Press the button on the device (or enter its PIN), then repeat within two minutes.</source>
        <translation>Die Taste am Gerät drücken (oder seine PIN eingeben), dann innerhalb von zwei Minuten wiederholen.</translation>
    </message>
    <message>
        <source>These counts leave everything as it is: nothing would be removed.</source>
        <translation>Diese Anzahlen lassen alles, wie es ist: Es würde nichts entfernt.</translation>
    </message>
    <message>
        <source>Choose fewer copies to remain, or read the device again.</source>
        <translation>Weniger Kopien auf dem Gerät lassen oder das Gerät neu auslesen.</translation>
    </message>
    <message>
        <source>The device does not have the whole file.</source>
        <translation>Das Gerät hat die Datei nicht vollständig.</translation>
    </message>
    <message>
        <source>Bring the file again; it goes on where it stopped.</source>
        <translation>Die Datei noch einmal übertragen; es geht dort weiter, wo es aufgehört hat.</translation>
    </message>
    <message>
        <source>The device lost its license store and waits for the portal&apos;s answer.</source>
        <translation>Das Gerät hat seinen Lizenzspeicher verloren und wartet auf die Antwort des Portals.</translation>
    </message>
    <message>
        <source>Take its newest message to the portal and bring the answer first.</source>
        <translation>Zuerst seine neueste Nachricht zum Portal bringen und die Antwort holen.</translation>
    </message>
    <message>
        <source>The device was never given a portal.</source>
        <translation>Das Gerät wurde noch keinem Portal zugeordnet.</translation>
    </message>
    <message>
        <source>Enrol the device in the portal and give it the portal&apos;s key.</source>
        <translation>Das Gerät im Portal registrieren und ihm den Schlüssel des Portals geben.</translation>
    </message>
    <message>
        <source>The device could not write its license store.</source>
        <translation>Das Gerät konnte seinen Lizenzspeicher nicht schreiben.</translation>
    </message>
    <message>
        <source>Repeat the step; if it stays so, the device needs service.</source>
        <translation>Den Schritt wiederholen; bleibt es dabei, muss das Gerät in die Werkstatt.</translation>
    </message>
    <message>
        <source>The device has not made a message yet.</source>
        <translation>Das Gerät hat noch keine Nachricht erzeugt.</translation>
    </message>
    <message>
        <source>Make a request first.</source>
        <translation>Zuerst eine Anforderung erzeugen.</translation>
    </message>
    <message>
        <source>This file is of a newer version than the device understands.</source>
        <translation>Diese Datei hat eine neuere Version, als das Gerät versteht.</translation>
    </message>
    <message>
        <source>Update the device&apos;s firmware, or ask the portal for an answer of the older version.</source>
        <translation>Die Firmware des Geräts aktualisieren oder im Portal eine Antwort in der älteren Version verlangen.</translation>
    </message>
    <message>
        <source>This device lets only the portal remove licenses.</source>
        <translation>Bei diesem Gerät darf nur das Portal Lizenzen entfernen.</translation>
    </message>
    <message>
        <source>Use the confirmed return: take a request to the portal and bring its answer.</source>
        <translation>Die bestätigte Rückgabe wählen: eine Anforderung zum Portal bringen und dessen Antwort holen.</translation>
    </message>
    <message>
        <source>This order is older than one that the device has already carried out.</source>
        <translation>Dieser Auftrag ist älter als einer, den das Gerät bereits ausgeführt hat.</translation>
    </message>
    <message>
        <source>Nothing is left to do for it; take the newest order from the portal if copies remain.</source>
        <translation>Für ihn ist nichts mehr zu tun; falls Kopien bleiben, den neuesten Auftrag vom Portal holen.</translation>
    </message>
    <message>
        <source>This order is void: the device has processed an answer of the portal that was made after it.</source>
        <translation>Dieser Auftrag ist ungültig: Das Gerät hat eine Antwort des Portals verarbeitet, die nach ihm entstand.</translation>
    </message>
    <message>
        <source>Take a new order from the portal if copies still have to go.</source>
        <translation>Einen neuen Auftrag vom Portal holen, falls noch Kopien weg müssen.</translation>
    </message>
    <message>
        <source>The time in which this order could be carried out is over.</source>
        <translation>Die Frist, in der dieser Auftrag ausgeführt werden konnte, ist vorbei.</translation>
    </message>
    <message>
        <source>Take a new order from the portal.</source>
        <translation>Einen neuen Auftrag vom Portal holen.</translation>
    </message>
    <message>
        <source>The device does not know this PIN.</source>
        <translation>Das Gerät kennt diese PIN nicht.</translation>
    </message>
    <message>
        <source>Type it again; after five wrong ones in a row the device takes none for ten minutes.</source>
        <translation>Noch einmal eingeben; nach fünf falschen hintereinander nimmt das Gerät zehn Minuten lang keine an.</translation>
    </message>
    <message>
        <source>The device takes no PIN just now: there were too many wrong ones.</source>
        <translation>Das Gerät nimmt gerade keine PIN an: Es waren zu viele falsche.</translation>
    </message>
    <message>
        <source>Wait ten minutes, then type the right one; or press the button, if it has one.</source>
        <translation>Zehn Minuten warten, dann die richtige eingeben; oder die Taste drücken, wenn es eine hat.</translation>
    </message>
    <message>
        <source>The device does a step whole or not at all, and never twice.</source>
        <translation>Das Gerät führt einen Schritt ganz oder gar nicht aus, und nie zweimal.</translation>
    </message>
    <message>
        <source>The device refused this with code {1}, which Retour does not know.</source>
        <extracomment>{1} = rc</extracomment>
        <translation>Das Gerät hat dies mit dem Code {1} abgelehnt, den Retour nicht kennt.</translation>
    </message>
    <message>
        <source>Update Retour, then try again.</source>
        <translation>Retour aktualisieren, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>the inventory is not a list of at most {1} lines</source>
        <extracomment>{1} = MAX_LINES</extracomment>
        <translation>der Bestand ist keine Liste von höchstens {1} Berechtigungszeilen</translation>
    </message>
    <message>
        <source>the lines of the inventory are not sorted, each once</source>
        <translation>die Berechtigungszeilen des Bestands sind nicht sortiert oder nicht eindeutig</translation>
    </message>
    <message>
        <source>The signature does not fit: the message was changed on its way or signed by another key.</source>
        <translation>Die Signatur passt nicht: Die Nachricht wurde unterwegs verändert oder mit einem anderen Schlüssel signiert.</translation>
    </message>
    <message>
        <source>it does not start with {1}</source>
        <extracomment>{1} = &apos; or &apos;.join(map(repr, _PREFIXES))</extracomment>
        <translation>er beginnt nicht mit {1}</translation>
    </message>
    <message>
        <source>it is not base64url</source>
        <translation>er ist kein base64url</translation>
    </message>
    <message>
        <source>its text is not in the one form that it has</source>
        <translation>sein Text hat nicht die eine gültige Schreibweise</translation>
    </message>
    <message>
        <source>it does not name its portal (P- and ten characters)</source>
        <translation>er nennt sein Portal nicht (P- und zehn Zeichen)</translation>
    </message>
    <message>
        <source>This is not a key that Retour can use: {1}.</source>
        <extracomment>{1} = why</extracomment>
        <translation>Diesen Schlüssel kann Retour nicht verwenden: {1}.</translation>
    </message>
    <message>
        <source>Copy the key again, whole, as the device or the portal shows it.</source>
        <translation>Den Schlüssel noch einmal vollständig kopieren, so wie Gerät oder Portal ihn zeigen.</translation>
    </message>
    <message>
        <source>This message names another instance than the key that signed it.</source>
        <translation>Diese Nachricht nennt eine andere Instanz als der Schlüssel, der sie signiert hat.</translation>
    </message>
    <message>
        <source>Fetch the file again from the device.</source>
        <translation>Die Datei noch einmal vom Gerät holen.</translation>
    </message>
    <message>
        <source>it changes faster than it can be read, or arrives damaged</source>
        <translation>sie ändert sich schneller, als sie gelesen werden kann, oder kommt beschädigt an</translation>
    </message>
    <message>
        <source>a piece of what was read does not fit to the others</source>
        <translation>ein gelesenes Stück passt nicht zu den anderen</translation>
    </message>
    <message>
        <source>the upload does not get on</source>
        <translation>das Hochladen kommt nicht voran</translation>
    </message>
    <message>
        <source>The device on {1} does not speak license return.</source>
        <extracomment>{1} = self.address</extracomment>
        <translation>Das Gerät an {1} beherrscht die Lizenzrückgabe nicht.</translation>
    </message>
    <message>
        <source>Choose another port, or ask the device&apos;s maker for a firmware with license return.</source>
        <translation>Einen anderen Anschluss wählen oder beim Hersteller eine Firmware mit Lizenzrückgabe anfragen.</translation>
    </message>
    <message>
        <source>{1} is not true or false</source>
        <extracomment>{1} = key</extracomment>
        <translation>{1} ist weder wahr noch falsch</translation>
    </message>
    <message>
        <source>hid is not ASCII</source>
        <translation>hid ist kein ASCII</translation>
    </message>
    <message>
        <source>Two devices say that they are {1}: {2}.</source>
        <extracomment>{1} = device; {2} = where</extracomment>
        <translation>Zwei Geräte geben sich als {1} aus: {2}.</translation>
    </message>
    <message>
        <source>Nothing was changed on either.</source>
        <translation>An keinem der beiden wurde etwas geändert.</translation>
    </message>
    <message>
        <source>Unplug one of them, or name the port instead of the host ID.</source>
        <translation>Eines der beiden abstecken oder statt der Host-ID den Anschluss nennen.</translation>
    </message>
    <message>
        <source>no port at all</source>
        <translation>kein Anschluss vorhanden</translation>
    </message>
    <message>
        <source>No device {1} was found; looked at: {2}.</source>
        <extracomment>{1} = device; {2} = where</extracomment>
        <translation>Es wurde kein Gerät {1} gefunden; gesucht an: {2}.</translation>
    </message>
    <message>
        <source>Check cable and power, then try again, or name the port.</source>
        <translation>Kabel und Stromversorgung prüfen, dann noch einmal versuchen oder den Anschluss nennen.</translation>
    </message>
    <message>
        <source>Something on {1} sends, but nothing that Retour can read at any usual speed.</source>
        <extracomment>{1} = address</extracomment>
        <translation>Auf {1} sendet etwas, doch bei keiner üblichen Geschwindigkeit ist es für Retour lesbar.</translation>
    </message>
    <message>
        <source>Look up the speed of its line; if it is unusual, name it behind the port: {1}@SPEED. If it is a console, use the device&apos;s other port.</source>
        <extracomment>{1} = address</extracomment>
        <translation>Die Geschwindigkeit der Leitung nachschlagen; ist sie unüblich, hinter dem Anschluss nennen: {1}@BAUD. Ist es eine Konsole, den anderen Anschluss des Geräts nehmen.</translation>
    </message>
    <message>
        <source>Devices with a drop folder are not supported in this version.</source>
        <translation>Geräte mit Austauschordner werden in dieser Version nicht unterstützt.</translation>
    </message>
    <message>
        <source>Connect the device by a serial port or TCP.</source>
        <translation>Das Gerät über einen seriellen Anschluss oder TCP verbinden.</translation>
    </message>
    <message>
        <source>{1} is not an address of a device.</source>
        <extracomment>{1} = address</extracomment>
        <translation>{1} ist keine Adresse eines Geräts.</translation>
    </message>
    <message>
        <source>Write tcp:HOST:PORT, for example tcp:192.168.0.10:4242.</source>
        <translation>In der Form tcp:HOST:PORT schreiben, zum Beispiel tcp:192.168.0.10:4242.</translation>
    </message>
    <message>
        <source>Nothing takes the connection at {1}.</source>
        <extracomment>{1} = address</extracomment>
        <translation>Unter {1} nimmt niemand die Verbindung an.</translation>
    </message>
    <message>
        <source>Check that the device is on, that the network is up and that the address is right.</source>
        <translation>Prüfen, ob das Gerät eingeschaltet ist, das Netz läuft und die Adresse stimmt.</translation>
    </message>
    <message>
        <source>ModemManager (process {1}) tries whether a modem is on the port {2}.</source>
        <extracomment>{1} = first.pid; {2} = path</extracomment>
        <translation>ModemManager (Prozess {1}) probiert, ob am Anschluss {2} ein Modem ist.</translation>
    </message>
    <message>
        <source>Wait half a minute and try again; Retour&apos;s udev rule, 70-retour.rules, keeps ModemManager off.</source>
        <translation>Eine halbe Minute warten, dann noch einmal versuchen; Retours udev-Regel 70-retour.rules hält ModemManager fern.</translation>
    </message>
    <message>
        <source>{1} (process {2}) has the port {3} open and takes the device&apos;s answers.</source>
        <extracomment>{1} = first.name; {2} = first.pid; {3} = path</extracomment>
        <translation>{1} (Prozess {2}) hat den Anschluss {3} offen und nimmt die Antworten des Geräts weg.</translation>
    </message>
    <message>
        <source>Close {1}, then try again.</source>
        <extracomment>{1} = first.name</extracomment>
        <translation>{1} schließen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Install Retour&apos;s udev rule, 70-retour.rules, plug the cable in again, then try again.</source>
        <translation>Retours udev-Regel 70-retour.rules installieren, das Kabel neu einstecken, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>You may not use the port {1}; it is for members of the group {2}.</source>
        <extracomment>{1} = path; {2} = group</extracomment>
        <translation>Der Anschluss {1} darf nicht benutzt werden; er ist für Mitglieder der Gruppe {2}.</translation>
    </message>
    <message>
        <source>Type &quot;{1}&quot; in a terminal and log in again; or install Retour&apos;s udev rule, 70-retour.rules, which needs no group.</source>
        <extracomment>{1} = command</extracomment>
        <translation>&quot;{1}&quot; in einem Terminal eingeben und neu anmelden; oder Retours udev-Regel 70-retour.rules installieren, die keine Gruppe braucht.</translation>
    </message>
    <message>
        <source>read {1}</source>
        <extracomment>{1} = name</extracomment>
        <translation>{1} lesen</translation>
    </message>
    <message>
        <source>The connection to the device on {1} was lost.</source>
        <extracomment>{1} = name</extracomment>
        <translation>Die Verbindung zum Gerät an {1} ist abgerissen.</translation>
    </message>
    <message>
        <source>What was asked is safe to ask again; the device does nothing twice.</source>
        <translation>Der Schritt kann gefahrlos wiederholt werden; das Gerät führt nichts zweimal aus.</translation>
    </message>
    <message>
        <source>Plug the cable in again, wait until the device is ready, then go on where you stopped.</source>
        <translation>Das Kabel wieder einstecken, warten, bis das Gerät bereit ist, dann dort weitermachen, wo es aufgehört hat.</translation>
    </message>
    <message>
        <source>end of stream</source>
        <translation>Ende des Datenstroms</translation>
    </message>
    <message>
        <source>There is no port {1}.</source>
        <extracomment>{1} = path</extracomment>
        <translation>Es gibt keinen Anschluss {1}.</translation>
    </message>
    <message>
        <source>Plug the cable in, wait a moment, and choose the port from the list.</source>
        <translation>Das Kabel einstecken, kurz warten und den Anschluss aus der Liste wählen.</translation>
    </message>
    <message>
        <source>Another program holds the port {1}.</source>
        <extracomment>{1} = path</extracomment>
        <translation>Ein anderes Programm belegt den Anschluss {1}.</translation>
    </message>
    <message>
        <source>Close the other program (a terminal, or another Retour), then try again.</source>
        <translation>Das andere Programm (ein Terminal oder ein zweites Retour) schließen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>You may not use the port {1}.</source>
        <extracomment>{1} = path</extracomment>
        <translation>Für den Anschluss {1} fehlt die Berechtigung.</translation>
    </message>
    <message>
        <source>The port {1} could not be opened as a serial port.</source>
        <extracomment>{1} = path</extracomment>
        <translation>Der Anschluss {1} ließ sich nicht als serieller Anschluss öffnen.</translation>
    </message>
    <message>
        <source>Check that it is the device&apos;s port; unplug the cable and plug it in again.</source>
        <translation>Prüfen, ob es der Anschluss des Geräts ist; das Kabel ab- und wieder anstecken.</translation>
    </message>
    <message>
        <source>Nothing was lost: every file that Retour holds is in its journal.</source>
        <translation>Es ist nichts verloren: Jede Datei, die Retour hat, ist in seinem Journal.</translation>
    </message>
    <message>
        <source>it is not there</source>
        <translation>es ist nicht vorhanden</translation>
    </message>
    <message>
        <source>{1} is larger than {2} MiB.</source>
        <extracomment>{1} = path; {2} = MAX_FILE // 1024 // 1024</extracomment>
        <translation>{1} ist größer als {2} MiB.</translation>
    </message>
    <message>
        <source>It was not read.</source>
        <translation>Es wurde nicht gelesen.</translation>
    </message>
    <message>
        <source>Check in the device profile which file is meant.</source>
        <translation>Im Geräteprofil prüfen, welche Datei gemeint ist.</translation>
    </message>
    <message>
        <source>{1} leads out of {2}.</source>
        <extracomment>{1} = path; {2} = self.root</extracomment>
        <translation>{1} führt aus {2} hinaus.</translation>
    </message>
    <message>
        <source>Nothing was read or written.</source>
        <translation>Es wurde nichts gelesen oder geschrieben.</translation>
    </message>
    <message>
        <source>Correct the path in the device profile.</source>
        <translation>Den Pfad im Geräteprofil berichtigen.</translation>
    </message>
    <message>
        <source>{1} on {2} does not read back as it was written.</source>
        <extracomment>{1} = path; {2} = self.root</extracomment>
        <translation>{1} auf {2} lässt sich nicht so zurücklesen, wie es geschrieben wurde.</translation>
    </message>
    <message>
        <source>Take another cable or port, then try again; if it stays so, the drive is failing.</source>
        <translation>Ein anderes Kabel oder einen anderen Anschluss nehmen, dann noch einmal versuchen; bleibt es dabei, ist das Laufwerk defekt.</translation>
    </message>
    <message>
        <source>it went away</source>
        <translation>es ist verschwunden</translation>
    </message>
    <message>
        <source>There is no {1} in {2}.</source>
        <extracomment>{1} = path; {2} = self.root</extracomment>
        <translation>In {2} gibt es {1} nicht.</translation>
    </message>
    <message>
        <source>Is this the right device? If so, check the path in the device profile.</source>
        <translation>Ist es das richtige Gerät? Wenn ja, den Pfad im Geräteprofil prüfen.</translation>
    </message>
    <message>
        <source>Make room, then try again.</source>
        <translation>Platz schaffen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Mount it for writing, then try again.</source>
        <translation>Zum Schreiben einhängen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>{1} cannot be used: {2}.</source>
        <extracomment>{1} = path or self.root; {2} = why</extracomment>
        <translation>{1} kann nicht verwendet werden: {2}.</translation>
    </message>
    <message>
        <source>Check the folder.</source>
        <translation>Den Ordner prüfen.</translation>
    </message>
    <message>
        <source>The folder {1} cannot be reached: {2}.</source>
        <extracomment>{1} = self.root; {2} = why</extracomment>
        <translation>Der Ordner {1} ist nicht erreichbar: {2}.</translation>
    </message>
    <message>
        <source>Plug the device in again, wait until its drive is there, then try again.</source>
        <translation>Das Gerät neu anstecken, warten, bis sein Laufwerk da ist, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>A device cannot be asked over SMP which files fit {1}.</source>
        <extracomment>{1} = pattern</extracomment>
        <translation>Über SMP lässt sich ein Gerät nicht fragen, welche Dateien zu {1} passen.</translation>
    </message>
    <message>
        <source>Name the file exactly in the device profile.</source>
        <translation>Die Datei im Geräteprofil genau nennen.</translation>
    </message>
    <message>
        <source>a piece of the file does not fit to the others</source>
        <translation>ein Stück der Datei passt nicht zu den anderen</translation>
    </message>
    <message>
        <source>{1} did not arrive as the device holds it: its hash differs.</source>
        <extracomment>{1} = path</extracomment>
        <translation>{1} kam anders an, als das Gerät es hat: Der Hash ist ein anderer.</translation>
    </message>
    <message>
        <source>Nothing was taken from it.</source>
        <translation>Es wurde nichts daraus übernommen.</translation>
    </message>
    <message>
        <source>Try again; the device may just have written it.</source>
        <translation>Noch einmal versuchen; vielleicht hat das Gerät gerade geschrieben.</translation>
    </message>
    <message>
        <source>{1} on the device does not read back as it was written.</source>
        <extracomment>{1} = path</extracomment>
        <translation>{1} auf dem Gerät lässt sich nicht so zurücklesen, wie es geschrieben wurde.</translation>
    </message>
    <message>
        <source>Nothing was lost: the file is kept here.</source>
        <translation>Es ist nichts verloren: Die Datei ist hier aufbewahrt.</translation>
    </message>
    <message>
        <source>Try again; if it stays so, the device&apos;s file system is failing.</source>
        <translation>Noch einmal versuchen; bleibt es dabei, ist das Dateisystem des Geräts defekt.</translation>
    </message>
    <message>
        <source>There is no {1} on the device.</source>
        <extracomment>{1} = payload[&apos;name&apos;]</extracomment>
        <translation>Auf dem Gerät gibt es {1} nicht.</translation>
    </message>
    <message>
        <source>it is not a CBOR map within bounds</source>
        <translation>sie ist keine CBOR-Zuordnung innerhalb der Grenzen</translation>
    </message>
    <message>
        <source>Nothing answers on {1}.</source>
        <extracomment>{1} = name</extracomment>
        <translation>An {1} antwortet niemand.</translation>
    </message>
    <message>
        <source>Check that the device is on and that this is its port, then try again.</source>
        <translation>Prüfen, ob das Gerät eingeschaltet und dies sein Anschluss ist, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>its error has no code</source>
        <translation>ihr Fehler hat keinen Code</translation>
    </message>
    <message>
        <source>its return code is not a number</source>
        <translation>ihr Rückgabecode ist keine Zahl</translation>
    </message>
    <message>
        <source>This device does not have the command that was asked for.</source>
        <translation>Dieses Gerät kennt den angeforderten Befehl nicht.</translation>
    </message>
    <message>
        <source>Check that this is the right device and that its firmware is up to date.</source>
        <translation>Prüfen, ob es das richtige Gerät und seine Firmware aktuell ist.</translation>
    </message>
    <message>
        <source>The device refused this with return code {1}.</source>
        <extracomment>{1} = rc</extracomment>
        <translation>Das Gerät hat dies mit dem Rückgabecode {1} abgelehnt.</translation>
    </message>
    <message>
        <source>Try again; if it stays so, restart the device or ask for support.</source>
        <translation>Noch einmal versuchen; bleibt es dabei, das Gerät neu starten oder den Support fragen.</translation>
    </message>
    <message>
        <source>The device answered with something that Retour cannot use: {1}.</source>
        <extracomment>{1} = why</extracomment>
        <translation>Mit der Antwort des Geräts kann Retour nichts anfangen: {1}.</translation>
    </message>
    <message>
        <source>Nothing was taken from it, and nothing that was saved is lost.</source>
        <translation>Es wurde nichts daraus übernommen, und nichts Gesichertes ist verloren.</translation>
    </message>
    <message>
        <source>Try again; if it stays so, check the device&apos;s firmware and ask for support.</source>
        <translation>Noch einmal versuchen; bleibt es dabei, die Firmware des Geräts prüfen und den Support fragen.</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>ein PDF-Dokument</translation>
    </message>
    <message>
        <source>a picture (PNG)</source>
        <translation>ein Bild (PNG)</translation>
    </message>
    <message>
        <source>a picture (JPEG)</source>
        <translation>ein Bild (JPEG)</translation>
    </message>
    <message>
        <source>a ZIP archive or an Office document</source>
        <translation>ein ZIP-Archiv oder ein Office-Dokument</translation>
    </message>
    <message>
        <source>a program</source>
        <translation>ein Programm</translation>
    </message>
    <message>
        <source>a database</source>
        <translation>eine Datenbank</translation>
    </message>
    <message>
        <source>a key or certificate</source>
        <translation>ein Schlüssel oder Zertifikat</translation>
    </message>
    <message>
        <source>This file holds no message.</source>
        <translation>Diese Datei enthält keine Nachricht.</translation>
    </message>
    <message>
        <source>This file is empty.</source>
        <translation>Diese Datei ist leer.</translation>
    </message>
    <message>
        <source>This file is larger than {1} MiB: it is no Retour file.</source>
        <extracomment>{1} = MAX_FILE // 1024 // 1024</extracomment>
        <translation>Diese Datei ist größer als {1} MiB: Sie ist keine Retour-Datei.</translation>
    </message>
    <message>
        <source>This is not a Retour file: it looks like {1}.</source>
        <extracomment>{1} = kind</extracomment>
        <translation>Das ist keine Retour-Datei: Es sieht aus wie {1}.</translation>
    </message>
    <message>
        <source>This is not a Retour file.</source>
        <translation>Das ist keine Retour-Datei.</translation>
    </message>
    <message>
        <source>Choose the file that ends in .retour and names the case and the device.</source>
        <translation>Die Datei wählen, die auf .retour endet und Vorgang und Gerät nennt.</translation>
    </message>
    <message>
        <source>This is no envelope with a vendor&apos;s file.</source>
        <translation>Das ist kein Umschlag mit einer Datei des Herstellers.</translation>
    </message>
    <message>
        <source>This envelope was made by a newer Retour.</source>
        <translation>Dieser Umschlag stammt von einem neueren Retour.</translation>
    </message>
    <message>
        <source>This envelope names a leg that is not known: {1}.</source>
        <extracomment>{1} = leg</extracomment>
        <translation>Dieser Umschlag nennt eine unbekannte Art von Datei: {1}.</translation>
    </message>
    <message>
        <source>This envelope names a case that there cannot be: {1}.</source>
        <extracomment>{1} = case</extracomment>
        <translation>Dieser Umschlag nennt einen Vorgang, den es nicht geben kann: {1}.</translation>
    </message>
    <message>
        <source>The parts of this message contradict each other.</source>
        <translation>Die Teile dieser Nachricht widersprechen einander.</translation>
    </message>
    <message>
        <source>Part {1} of {2} is missing.</source>
        <extracomment>{1} = numbers[0]; {2} = stream.fragments</extracomment>
        <translation>Teil {1} von {2} fehlt.</translation>
    </message>
    <message>
        <source>{1} of {2} parts are missing, the first of them {3}.</source>
        <extracomment>{1} = len(stream.missing); {2} = stream.fragments; {3} = _list(numbers)</extracomment>
        <translation>{1} von {2} Teilen fehlen, der erste davon ist {3}.</translation>
    </message>
    <message>
        <source>Parts {1} and {2} of {3} are missing.</source>
        <extracomment>{1} = _list(first); {2} = last; {3} = stream.fragments</extracomment>
        <translation>Die Teile {1} und {2} von {3} fehlen.</translation>
    </message>
    <message>
        <source>Nothing was written; the pictures can be read again.</source>
        <translation>Nichts wurde geschrieben; die Bilder lassen sich erneut lesen.</translation>
    </message>
    <message>
        <source>Photograph these again, or film the screen for longer, and give all the pictures together.</source>
        <translation>Diese erneut fotografieren oder den Bildschirm länger filmen und alle Bilder zusammen geben.</translation>
    </message>
    <message>
        <source>No code was found; pictures looked at: {1}.</source>
        <extracomment>{1} = looked_at</extracomment>
        <translation>Kein Code wurde gefunden; angesehene Bilder: {1}.</translation>
    </message>
    <message>
        <source>Take the picture from closer, straight on, without glare, with the white edge around the code.</source>
        <translation>Das Bild aus der Nähe aufnehmen, gerade von vorn, ohne Spiegelung, mit dem weißen Rand um den Code.</translation>
    </message>
    <message>
        <source>On paper this would take {1} codes, and at most {2} are printed.</source>
        <extracomment>{1} = cut.fragments; {2} = MAX_SHEET</extracomment>
        <translation>Auf Papier wären das {1} Codes, und höchstens {2} werden gedruckt.</translation>
    </message>
    <message>
        <source>Show it on a screen instead, where the codes follow each other, or carry it as a file.</source>
        <translation>Lieber auf einem Bildschirm zeigen, wo die Codes aufeinander folgen, oder als Datei mitnehmen.</translation>
    </message>
    <message>
        <source>This file is empty: there is nothing to show.</source>
        <translation>Diese Datei ist leer: Es gibt nichts zu zeigen.</translation>
    </message>
    <message>
        <source>Choose the file that shall be shown.</source>
        <translation>Die Datei wählen, die gezeigt werden soll.</translation>
    </message>
    <message>
        <source>QR codes cannot be read here: zxing-cpp and pyzbar are missing. Files work as always.</source>
        <translation>QR-Codes sind hier nicht lesbar: zxing-cpp und pyzbar fehlen. Dateien gehen wie immer.</translation>
    </message>
    <message>
        <source>zxing-cpp is missing: codes at an angle, in bad light or with much in them are often not read.</source>
        <translation>zxing-cpp fehlt: Schräge, schlecht beleuchtete oder dichte Codes werden oft nicht gelesen.</translation>
    </message>
    <message>
        <source>pyzbar is missing: a picture that zxing-cpp cannot read gets no second try.</source>
        <translation>pyzbar fehlt: Ein Bild, das zxing-cpp nicht lesen kann, bekommt keinen zweiten Versuch.</translation>
    </message>
    <message>
        <source>QR codes cannot be read here: zxing-cpp and pyzbar are both missing.</source>
        <translation>QR-Codes sind hier nicht lesbar: zxing-cpp und pyzbar fehlen beide.</translation>
    </message>
    <message>
        <source>Nothing was changed, and carrying by file works as always.</source>
        <translation>Nichts wurde geändert, und Dateien gehen wie immer.</translation>
    </message>
    <message>
        <source>Install the Python package zxing-cpp, or carry the file instead.</source>
        <translation>Das Python-Paket zxing-cpp installieren oder lieber die Datei mitnehmen.</translation>
    </message>
    <message>
        <source>Nothing was changed, and what was read before is kept.</source>
        <translation>Nichts wurde geändert, und bereits Gelesenes bleibt erhalten.</translation>
    </message>
    <message>
        <source>No code was found in {1}.</source>
        <extracomment>{1} = path.name</extracomment>
        <translation>In {1} wurde kein Code gefunden.</translation>
    </message>
    <message>
        <source>{1} is too long: reading stopped after {2} frames.</source>
        <extracomment>{1} = self._name; {2} = self._frames - 1</extracomment>
        <translation>{1} ist zu lang: Das Lesen endete nach {2} Bildern.</translation>
    </message>
    <message>
        <source>Cut it to the part in which the codes are seen.</source>
        <translation>Auf den Teil kürzen, in dem die Codes zu sehen sind.</translation>
    </message>
    <message>
        <source>{1} is too large: more than {2} million pixels, or {3} on one side.</source>
        <extracomment>{1} = name; {2} = MAX_PIXELS // 1000000; {3} = MAX_SIDE</extracomment>
        <translation>{1} ist zu groß: mehr als {2} Millionen Pixel oder {3} auf einer Seite.</translation>
    </message>
    <message>
        <source>Save it smaller, or cut out the part with the codes.</source>
        <translation>Kleiner sichern oder den Teil mit den Codes ausschneiden.</translation>
    </message>
    <message>
        <source>{1} cannot be read: it is damaged.</source>
        <extracomment>{1} = name</extracomment>
        <translation>{1} ist nicht lesbar: beschädigt.</translation>
    </message>
    <message>
        <source>Take the picture again, or copy the file again from where it was made.</source>
        <translation>Das Bild erneut aufnehmen oder die Datei erneut von dort kopieren, wo sie entstand.</translation>
    </message>
    <message>
        <source>{1} is no picture, PDF or video that can be read here.</source>
        <extracomment>{1} = name</extracomment>
        <translation>{1} ist weder Bild noch PDF noch Video, das sich hier lesen lässt.</translation>
    </message>
    <message>
        <source>Choose a PNG or JPEG picture, a PDF or a video of the codes.</source>
        <translation>Ein PNG- oder JPEG-Bild, ein PDF oder ein Video der Codes wählen.</translation>
    </message>
    <message>
        <source>{1} is empty.</source>
        <extracomment>{1} = name</extracomment>
        <translation>{1} ist leer.</translation>
    </message>
    <message>
        <source>Copy the file again from where it was made.</source>
        <translation>Die Datei erneut von dort kopieren, wo sie entstand.</translation>
    </message>
    <message>
        <source>{1} is too large: more than {2} MiB.</source>
        <extracomment>{1} = name; {2} = most // 1024 // 1024</extracomment>
        <translation>{1} ist zu groß: mehr als {2} MiB.</translation>
    </message>
    <message>
        <source>Save it smaller, or cut it to the part with the codes.</source>
        <translation>Kleiner sichern oder auf den Teil mit den Codes kürzen.</translation>
    </message>
    <message>
        <source>{1} is no picture: it is a file that Retour carries as it is.</source>
        <extracomment>{1} = name</extracomment>
        <translation>{1} ist kein Bild: Es ist eine Datei, die Retour überbringt, wie sie ist.</translation>
    </message>
    <message>
        <source>Open it where files are brought, without a QR code.</source>
        <translation>Dort öffnen, wo Dateien gebracht werden, ohne QR-Code.</translation>
    </message>
    <message>
        <source>{1} is a HEIC or AVIF picture, which cannot be read here.</source>
        <extracomment>{1} = name</extracomment>
        <translation>{1} ist ein HEIC- oder AVIF-Bild, das sich hier nicht lesen lässt.</translation>
    </message>
    <message>
        <source>Save it as JPEG, or let the phone take pictures in its most compatible format.</source>
        <translation>Als JPEG sichern oder das Telefon auf sein am besten verträgliches Bildformat stellen.</translation>
    </message>
    <message>
        <source>{1} is a PDF with a password.</source>
        <extracomment>{1} = name</extracomment>
        <translation>{1} ist ein PDF mit Passwort.</translation>
    </message>
    <message>
        <source>Save it without a password, or take a picture of the page.</source>
        <translation>Ohne Passwort sichern oder ein Bild der Seite aufnehmen.</translation>
    </message>
    <message>
        <source>{1} has {2} pages, and at most {3} are read.</source>
        <extracomment>{1} = name; {2} = pages; {3} = MAX_PAGES</extracomment>
        <translation>{1} hat {2} Seiten, und höchstens {3} werden gelesen.</translation>
    </message>
    <message>
        <source>Save the pages with the codes as a PDF of their own.</source>
        <translation>Die Seiten mit den Codes als eigenes PDF sichern.</translation>
    </message>
    <message>
        <source>Check the name.</source>
        <translation>Den Namen prüfen.</translation>
    </message>
    <message>
        <source>What was read so far is kept.</source>
        <translation>Bisher Gelesenes bleibt erhalten.</translation>
    </message>
    <message>
        <source>Keep scanning the code that Retour shows; if this comes again, show it anew.</source>
        <translation>Den Code, den Retour zeigt, weiter scannen; kommt dies wieder, ihn neu zeigen.</translation>
    </message>
    <message>
        <source>This code was not read right: its checksum does not fit.</source>
        <translation>Dieser Code wurde nicht richtig gelesen: Seine Prüfsumme passt nicht.</translation>
    </message>
    <message>
        <source>This code was not read right: it holds letters that stand for nothing.</source>
        <translation>Dieser Code wurde nicht richtig gelesen: Er enthält Buchstaben, die für nichts stehen.</translation>
    </message>
    <message>
        <source>This code belongs to another program: it carries {1}.</source>
        <extracomment>{1} = kind</extracomment>
        <translation>Dieser Code gehört zu einem anderen Programm: Er trägt {1}.</translation>
    </message>
    <message>
        <source>Scan the code that Retour shows.</source>
        <translation>Den Code scannen, den Retour zeigt.</translation>
    </message>
    <message>
        <source>This message is not what its code says.</source>
        <translation>Diese Nachricht ist nicht, was ihr Code sagt.</translation>
    </message>
    <message>
        <source>This message does not unpack to what its code says.</source>
        <translation>Diese Nachricht ergibt entpackt nicht, was ihr Code sagt.</translation>
    </message>
    <message>
        <source>This code contradicts itself about which part it is.</source>
        <translation>Dieser Code widerspricht sich darin, welcher Teil er ist.</translation>
    </message>
    <message>
        <source>This code belongs to a message of more than {1} parts.</source>
        <extracomment>{1} = MAX_FRAGMENTS</extracomment>
        <translation>Dieser Code gehört zu einer Nachricht aus mehr als {1} Teilen.</translation>
    </message>
    <message>
        <source>This code belongs to a message of more than {1} KiB.</source>
        <extracomment>{1} = MAX_MESSAGE // 1024</extracomment>
        <translation>Dieser Code gehört zu einer Nachricht von mehr als {1} KiB.</translation>
    </message>
    <message>
        <source>This code contradicts itself about how long its message is.</source>
        <translation>Dieser Code widerspricht sich darin, wie lang seine Nachricht ist.</translation>
    </message>
    <message>
        <source>This code holds no part of a message.</source>
        <translation>Dieser Code enthält keinen Teil einer Nachricht.</translation>
    </message>
    <message>
        <source>More messages are being read at once than there is room for.</source>
        <translation>Es werden mehr Nachrichten zugleich gelesen, als Platz ist.</translation>
    </message>
    <message>
        <source>Finish with those that are complete, then scan this one anew.</source>
        <translation>Erst die vollständigen abschließen, dann diese neu scannen.</translation>
    </message>
    <message>
        <source>This file is too large to cross as QR codes.</source>
        <translation>Diese Datei ist zu groß für QR-Codes.</translation>
    </message>
    <message>
        <source>Carry it as a file, or show fewer messages at a time.</source>
        <translation>Als Datei mitnehmen oder weniger Nachrichten auf einmal zeigen.</translation>
    </message>
    <message>
        <source>This is not a code of Retour: it is longer than any QR code.</source>
        <translation>Das ist kein Code von Retour: Er ist länger als jeder QR-Code.</translation>
    </message>
    <message>
        <source>This is not a code of Retour.</source>
        <translation>Das ist kein Code von Retour.</translation>
    </message>
    <message>
        <source>This is not a code of Retour: it does not say what it carries.</source>
        <translation>Das ist kein Code von Retour: Er sagt nicht, was er trägt.</translation>
    </message>
    <message>
        <source>This is not a code of Retour: it has more pieces than there are.</source>
        <translation>Das ist kein Code von Retour: Er hat mehr Stücke, als es gibt.</translation>
    </message>
    <message>
        <source>This code was not read right: it does not say which part it is.</source>
        <translation>Dieser Code wurde nicht richtig gelesen: Er sagt nicht, welcher Teil er ist.</translation>
    </message>
    <message>
        <source>This code names a part that there cannot be.</source>
        <translation>Dieser Code nennt einen Teil, den es nicht geben kann.</translation>
    </message>
    <message>
        <source>This file holds orders and something else.</source>
        <translation>Diese Datei enthält Aufträge und noch etwas anderes.</translation>
    </message>
    <message>
        <source>Take the orders again from the portal.</source>
        <translation>Die Aufträge noch einmal vom Portal holen.</translation>
    </message>
    <message>
        <source>No device that this order is for is connected: {1}.</source>
        <extracomment>{1} = &apos;, &apos;.join(hosts)</extracomment>
        <translation>Kein Gerät, für das dieser Auftrag ist, ist verbunden: {1}.</translation>
    </message>
    <message>
        <source>Nothing was changed; the order can be carried out at any time.</source>
        <translation>Es wurde nichts geändert; der Auftrag kann jederzeit ausgeführt werden.</translation>
    </message>
    <message>
        <source>Connect the device, switch it on, then open the order again.</source>
        <translation>Das Gerät anschließen und einschalten, dann den Auftrag noch einmal öffnen.</translation>
    </message>
    <message>
        <source>No case has anything for the portal just now.</source>
        <translation>Kein Vorgang hat gerade etwas für das Portal.</translation>
    </message>
    <message>
        <source>Look at what waits where: retour cases</source>
        <translation>Nachsehen, was wo wartet: retour cases</translation>
    </message>
    <message>
        <source>What comes home on this way is said in the portal, not here.</source>
        <translation>Was auf diesem Weg zurückkommt, wird im Portal gesagt, nicht hier.</translation>
    </message>
    <message>
        <source>Leave the counts away, or choose another way home.</source>
        <translation>Die Anzahlen weglassen oder einen anderen Weg wählen.</translation>
    </message>
    <message>
        <source>This is a removal order for {1}, not an answer to a request.</source>
        <extracomment>{1} = content.host.id</extracomment>
        <translation>Dies ist ein Entfernungsauftrag für {1}, keine Antwort auf eine Anforderung.</translation>
    </message>
    <message>
        <source>Carry it out at {1}: it opens a case of its own.</source>
        <extracomment>{1} = content.host.id</extracomment>
        <translation>Bei {1} ausführen: Er eröffnet einen eigenen Vorgang.</translation>
    </message>
    <message>
        <source>This order is for another key of {1}, from before its board or key was replaced.</source>
        <extracomment>{1} = order.host.id</extracomment>
        <translation>Dieser Auftrag ist für einen anderen Schlüssel von {1}, aus der Zeit, bevor Platine oder Schlüssel ersetzt wurden.</translation>
    </message>
    <message>
        <source>{1} has processed this, and another file since.</source>
        <extracomment>{1} = found.case.host.id</extracomment>
        <translation>{1} hat dies verarbeitet und seitdem noch eine andere Datei.</translation>
    </message>
    <message>
        <source>It is kept; nothing was lost.</source>
        <translation>Es ist aufbewahrt; nichts ging verloren.</translation>
    </message>
    <message>
        <source>removal order</source>
        <translation>Entfernungsauftrag</translation>
    </message>
    <message>
        <source>QR code</source>
        <translation>QR-Code</translation>
    </message>
    <message>
        <source>Have {1} written off in the portal, by name and with the reason, then report here what it shows.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} im Portal abschreiben lassen, mit Namen und Grund, dann hier melden, was es zeigt.</translation>
    </message>
    <message>
        <source>The device connected is {1}, and this file has orders for {2}.</source>
        <extracomment>{1} = host_id; {2} = whose</extracomment>
        <translation>Verbunden ist {1}, und diese Datei hat Aufträge für {2}.</translation>
    </message>
    <message>
        <source>Connect one of those, or choose the file that names this device.</source>
        <translation>Eines von diesen anschließen oder die Datei wählen, die dieses Gerät nennt.</translation>
    </message>
    <message>
        <source>Removal order</source>
        <translation>Entfernungsauftrag</translation>
    </message>
    <message>
        <source>Removal in the portal, then sync</source>
        <translation>Entfernen im Portal, dann Abgleich</translation>
    </message>
    <message>
        <source>What is given up</source>
        <translation>Was aufgegeben wird</translation>
    </message>
    <message>
        <source>Attach what shows that the device cannot answer any more: a photograph of it and of its label, a service report, a report of its loss.</source>
        <translation>Anhängen, was zeigt, dass das Gerät nicht mehr antworten kann: ein Foto von ihm und seinem Typenschild, ein Servicebericht, eine Verlustmeldung.</translation>
    </message>
    <message>
        <source>The copies are given up without proof: they stay at risk until the device is heard of again.</source>
        <translation>Die Kopien sind ohne Nachweis aufgegeben: Sie gelten als gefährdet, bis vom Gerät wieder zu hören ist.</translation>
    </message>
    <message>
        <source>{1} still holds its licenses, and they work, until the order is carried out.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} hat seine Lizenzen noch, und sie funktionieren, bis der Auftrag ausgeführt wird.</translation>
    </message>
    <message>
        <source>Given up by</source>
        <translation>Aufgegeben von</translation>
    </message>
    <message>
        <source>Connect {1} and open the order again: nothing was changed yet.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} anschließen und den Auftrag noch einmal öffnen: Es wurde noch nichts geändert.</translation>
    </message>
    <message>
        <source>Connect {1} and carry out the order: it is kept here.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} anschließen und den Auftrag ausführen: Er ist hier aufbewahrt.</translation>
    </message>
    <message>
        <source>Nothing: {1} is written off in the portal, as reported; its copies stay at risk.</source>
        <extracomment>{1} = case.host.id</extracomment>
        <translation>Nichts: {1} ist laut Meldung im Portal abgeschrieben; seine Kopien bleiben gefährdet.</translation>
    </message>
    <message>
        <source>The portal orders the removal and has signed for it: the order is carried out at the device, and the proof goes back.</source>
        <translation>Das Portal beauftragt das Entfernen und hat dafür signiert: Der Auftrag wird am Gerät ausgeführt, und der Nachweis geht zurück.</translation>
    </message>
    <message>
        <source>The copies are marked for removal in the portal: the device&apos;s next sync picks that up and then confirms it.</source>
        <translation>Die Kopien werden im Portal zum Entfernen markiert: Der nächste Abgleich des Geräts holt das ab und bestätigt es danach.</translation>
    </message>
    <message>
        <source>The device is dead: its copies are given up in the portal without any proof, and stay at risk.</source>
        <translation>Das Gerät ist tot: Seine Kopien werden im Portal ohne jeden Nachweis aufgegeben und bleiben gefährdet.</translation>
    </message>
    <message>
        <source>Any device, files moved by hand</source>
        <translation>Beliebiges Gerät, Dateien von Hand bewegt</translation>
    </message>
    <message>
        <source>Make an empty folder for this case, and put the device&apos;s files into it as they come.</source>
        <translation>Für diesen Vorgang einen leeren Ordner anlegen und die Dateien des Geräts hineinlegen, sobald sie kommen.</translation>
    </message>
    <message>
        <source>Have {1} make a capability request with, for each activation ID, the count that shall remain (0 returns all). Put the file into the folder of this case; its name must end in .bin.</source>
        <extracomment>{1} = host_id</extracomment>
        <translation>{1} einen Capability Request erzeugen lassen, mit der Anzahl, die bleiben soll, für jede Aktivierungs-ID (0 gibt alles zurück). Die Datei in den Ordner dieses Vorgangs legen; ihr Name muss auf .bin enden.</translation>
    </message>
    <message>
        <source>Take the response from the folder to-device to {1} and have it process the file. Then report here what it shows.</source>
        <extracomment>{1} = host_id</extracomment>
        <translation>Die Antwort aus dem Ordner to-device zu {1} bringen und dort verarbeiten lassen. Dann hier melden, was das Gerät anzeigt.</translation>
    </message>
    <message>
        <source>Have {1} make a capability request without activation IDs (a sync). Put the file into the folder of this case; its name must end in .bin.</source>
        <extracomment>{1} = host_id</extracomment>
        <translation>{1} einen Capability Request ohne Aktivierungs-IDs (einen „sync“) erzeugen lassen. Die Datei in den Ordner dieses Vorgangs legen; ihr Name muss auf .bin enden.</translation>
    </message>
    <message>
        <source>Open Devices, then Offline Device Management.</source>
        <translation>„Devices“ öffnen, dann „Offline Device Management“.</translation>
    </message>
    <message>
        <source>Choose Upload, set the upload type to &quot;Generate license&quot;, choose the request of {1} and upload it.</source>
        <extracomment>{1} = host_id</extracomment>
        <translation>„Upload“ wählen, als Upload-Typ „Generate license“ einstellen, die Anforderung von {1} wählen und hochladen.</translation>
    </message>
    <message>
        <source>Choose Download capability response and save the file. The copies are now &quot;Waiting for confirmation&quot;.</source>
        <translation>„Download capability response“ wählen und die Datei speichern. Die Kopien sind jetzt „Waiting for confirmation“.</translation>
    </message>
    <message>
        <source>Choose Upload, set the upload type to &quot;Generate license&quot;, choose the confirmation of {1} and upload it.</source>
        <extracomment>{1} = host_id</extracomment>
        <translation>„Upload“ wählen, als Upload-Typ „Generate license“ einstellen, die Bestätigung von {1} wählen und hochladen.</translation>
    </message>
    <message>
        <source>Open Devices, then {1}, then Licenses: the copies are no longer &quot;Waiting for confirmation&quot;.</source>
        <extracomment>{1} = host_id</extracomment>
        <translation>„Devices“ öffnen, dann {1}, dann „Licenses“: Die Kopien sind nicht mehr „Waiting for confirmation“.</translation>
    </message>
    <message>
        <source>Open Devices, then {1}, then Licenses.</source>
        <extracomment>{1} = host_id</extracomment>
        <translation>„Devices“ öffnen, dann {1}, dann „Licenses“.</translation>
    </message>
    <message>
        <source>Choose the licenses that leave the device and how many copies of each, then choose Remove.</source>
        <translation>Die Lizenzen wählen, die das Gerät verlassen, und die Anzahl der Kopien, dann „Remove“ wählen.</translation>
    </message>
    <message>
        <source>Look at their state: it is MARKED_FOR_REMOVAL until the device has picked the change up.</source>
        <translation>Den Zustand ansehen: Er ist MARKED_FOR_REMOVAL, bis das Gerät die Änderung abgeholt hat.</translation>
    </message>
    <message>
        <source>Only for a device that is lost or destroyed: the portal takes your word for it, and the device proves nothing.</source>
        <translation>Nur für ein Gerät, das verloren oder zerstört ist: Das Portal verlässt sich auf Ihr Wort, und das Gerät beweist nichts.</translation>
    </message>
    <message>
        <source>Open Devices, then {1}.</source>
        <extracomment>{1} = host_id</extracomment>
        <translation>„Devices“ öffnen, dann {1}.</translation>
    </message>
    <message>
        <source>Choose Return host if its licenses may be used again, or Obsolete host if they may not.</source>
        <translation>„Return host“ wählen, wenn seine Lizenzen wieder verwendet werden dürfen, sonst „Obsolete host“.</translation>
    </message>
    <message>
        <source>Look at the state of the device: it is RETURNED or OBSOLETE.</source>
        <translation>Den Zustand des Geräts ansehen: Er ist RETURNED oder OBSOLETE.</translation>
    </message>
    <message>
        <source>Device that appears as a drive</source>
        <translation>Gerät, das als Laufwerk erscheint</translation>
    </message>
    <message>
        <source>Plug the device in by USB and wait until its drive appears; open the drive once if it does not by itself.</source>
        <translation>Das Gerät per USB anschließen und warten, bis sein Laufwerk erscheint; es einmal öffnen, falls das nicht von selbst geschieht.</translation>
    </message>
    <message>
        <source>Leave the device plugged in until its request has appeared.</source>
        <translation>Das Gerät angeschlossen lassen, bis seine Anforderung erschienen ist.</translation>
    </message>
    <message>
        <source>License server, by its command line</source>
        <translation>Lizenzserver, über seine Befehlszeile</translation>
    </message>
    <message>
        <source>Name the folder in which the license server&apos;s program may put its files.</source>
        <translation>Den Ordner angeben, in den das Programm des Lizenzservers seine Dateien legen darf.</translation>
    </message>
    <message>
        <source>Device over SMP, with the vendor&apos;s files</source>
        <translation>Gerät über SMP, mit den Dateien des Herstellers</translation>
    </message>
    <message>
        <source>Connect the device by its cable, or name its address as tcp:HOST:PORT.</source>
        <translation>Das Gerät mit seinem Kabel anschließen oder seine Adresse als tcp:HOST:PORT angeben.</translation>
    </message>
    <message>
        <source>The file in this envelope is damaged: its hash does not fit.</source>
        <translation>Die Datei in diesem Umschlag ist beschädigt: Ihr Hash passt nicht.</translation>
    </message>
    <message>
        <source>Take the envelope again from where it was made.</source>
        <translation>Den Umschlag dort neu holen, wo er entstanden ist.</translation>
    </message>
    <message>
        <source>Choose another folder or another stick, then save again: the message stays here until you do.</source>
        <translation>Einen anderen Ordner oder einen anderen USB-Stick wählen, dann neu sichern: Die Nachricht bleibt so lange hier.</translation>
    </message>
    <message>
        <source>The message itself is safe: it is kept here and can be saved again at any time.</source>
        <translation>Die Nachricht selbst ist sicher: Sie bleibt hier und kann jederzeit neu gesichert werden.</translation>
    </message>
    <message>
        <source>Nothing is lost: it can be made again at any time.</source>
        <translation>Nichts ist verloren: Es kann jederzeit neu erstellt werden.</translation>
    </message>
    <message>
        <source>Save under another name or in another folder.</source>
        <translation>Unter einem anderen Namen oder in einem anderen Ordner sichern.</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>es ist keine Datei</translation>
    </message>
    <message>
        <source>{1} is no Retour file: it is larger than {2} MiB.</source>
        <extracomment>{1} = path.name; {2} = MAX_FILE // 1024 // 1024</extracomment>
        <translation>{1} ist keine Retour-Datei: Sie ist größer als {2} MiB.</translation>
    </message>
    <message>
        <source>Nothing was read and nothing was changed.</source>
        <translation>Es wurde nichts gelesen und nichts geändert.</translation>
    </message>
    <message>
        <source>There is no file {1}.</source>
        <extracomment>{1} = path</extracomment>
        <translation>Es gibt keine Datei {1}.</translation>
    </message>
    <message>
        <source>Check the name; is the stick plugged in?</source>
        <translation>Den Namen prüfen; steckt der USB-Stick?</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>es ist ein Ordner</translation>
    </message>
    <message>
        <source>permission is denied</source>
        <translation>die Berechtigung fehlt</translation>
    </message>
    <message>
        <source>{1} could not be read to its end: {2}.</source>
        <extracomment>{1} = path; {2} = os.strerror(error.errno or errno.EIO)</extracomment>
        <translation>{1} ließ sich nicht bis zum Ende lesen: {2}.</translation>
    </message>
    <message>
        <source>Plug the stick in again and choose the file again.</source>
        <translation>Den USB-Stick wieder einstecken und die Datei noch einmal wählen.</translation>
    </message>
    <message>
        <source>There is no folder {1}.</source>
        <extracomment>{1} = path.parent</extracomment>
        <translation>Es gibt keinen Ordner {1}.</translation>
    </message>
    <message>
        <source>Is the stick plugged in? Check the folder.</source>
        <translation>Steckt der USB-Stick? Den Ordner prüfen.</translation>
    </message>
    <message>
        <source>{1} does not read back as it was written.</source>
        <extracomment>{1} = path</extracomment>
        <translation>{1} liest sich nicht so zurück, wie es geschrieben wurde.</translation>
    </message>
    <message>
        <source>{1} is there already and holds something else.</source>
        <extracomment>{1} = path</extracomment>
        <translation>{1} ist schon vorhanden und enthält etwas anderes.</translation>
    </message>
    <message>
        <source>It was not overwritten. The message itself is safe: it is kept here and can be saved again at any time.</source>
        <translation>Es wurde nicht überschrieben. Die Nachricht selbst ist sicher: Sie bleibt hier und kann jederzeit neu gesichert werden.</translation>
    </message>
    <message>
        <source>Save under another name, or move the other file away.</source>
        <translation>Unter einem anderen Namen sichern oder die andere Datei verschieben.</translation>
    </message>
    <message>
        <source>There is no room left on {1}.</source>
        <extracomment>{1} = self.root</extracomment>
        <translation>Auf {1} ist kein Platz mehr.</translation>
    </message>
    <message>
        <source>{1} is write-protected.</source>
        <extracomment>{1} = self.root</extracomment>
        <translation>{1} ist schreibgeschützt.</translation>
    </message>
    <message>
        <source>{1} cannot be written there: {2}.</source>
        <extracomment>{1} = path; {2} = why</extracomment>
        <translation>{1} kann dort nicht geschrieben werden: {2}.</translation>
    </message>
    <message>
        <source>{1} went away while the file was written ({2}).</source>
        <extracomment>{1} = place; {2} = os.strerror(error.errno or errno.EIO)</extracomment>
        <translation>{1} war beim Schreiben der Datei plötzlich weg ({2}).</translation>
    </message>
    <message>
        <source>Plug the stick in again and save again.</source>
        <translation>Den USB-Stick wieder einstecken und neu sichern.</translation>
    </message>
    <message>
        <source>{1} cannot be read: {2}.</source>
        <extracomment>{1} = path; {2} = why</extracomment>
        <translation>{1} kann nicht gelesen werden: {2}.</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>Eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>Nothing was changed on the device or in the portal.</source>
        <translation>Weder am Gerät noch im Portal wurde etwas geändert.</translation>
    </message>
    <message>
        <source>Say what comes home: all of it, or lines with the counts that shall remain.</source>
        <translation>Angeben, was zurückkommt: alles, oder Berechtigungszeilen mit der Anzahl, die bleiben soll.</translation>
    </message>
    <message>
        <source>Use --all, or --line ACTIVATION_ID=COUNT for each line; 0 returns all copies of a line.</source>
        <translation>--all verwenden, oder --line ACTIVATION_ID=COUNT je Berechtigungszeile; 0 gibt alle Kopien einer Zeile zurück.</translation>
    </message>
    <message>
        <source>The device holds no license {1}.</source>
        <extracomment>{1} = line</extracomment>
        <translation>Das Gerät hat keine Lizenz {1}.</translation>
    </message>
    <message>
        <source>{1} copies of {2} cannot remain: the device holds {3}.</source>
        <extracomment>{1} = count; {2} = line; {3} = holds[line]</extracomment>
        <translation>{1} Kopien von {2} können nicht bleiben: Das Gerät hat {3}.</translation>
    </message>
    <message>
        <source>The count is what shall remain, not what goes.</source>
        <translation>Die Anzahl ist das, was bleiben soll, nicht das, was geht.</translation>
    </message>
    <message>
        <source>A decommissioned device keeps no licenses, and some would remain.</source>
        <translation>Ein außer Betrieb genommenes Gerät behält keine Lizenzen, und es würden welche bleiben.</translation>
    </message>
    <message>
        <source>Return all of them (--all), or give another reason.</source>
        <translation>Alle zurückgeben (--all) oder einen anderen Grund angeben.</translation>
    </message>
    <message>
        <source>{1} made a message that does not say what was asked for.</source>
        <extracomment>{1} = case.host.id</extracomment>
        <translation>{1} hat eine Nachricht erzeugt, die nicht das Verlangte sagt.</translation>
    </message>
    <message>
        <source>The message is kept; nothing was handed on.</source>
        <translation>Die Nachricht ist aufbewahrt; es wurde nichts weitergegeben.</translation>
    </message>
    <message>
        <source>Read the device again; if it stays so, the device needs service.</source>
        <translation>Das Gerät neu auslesen; bleibt es dabei, muss das Gerät in die Werkstatt.</translation>
    </message>
    <message>
        <source>This is the request of {1} itself, not the portal&apos;s answer to it.</source>
        <extracomment>{1} = content.host.id</extracomment>
        <translation>Das ist die Anforderung von {1} selbst, nicht die Antwort des Portals darauf.</translation>
    </message>
    <message>
        <source>Take this file to the portal; bring back the file that ends in _answer.retour.</source>
        <translation>Diese Datei zum Portal bringen und die Datei zurückbringen, die auf _answer.retour endet.</translation>
    </message>
    <message>
        <source>This answer belongs to case {1}, not to {2}.</source>
        <extracomment>{1} = each.case.number; {2} = wanted</extracomment>
        <translation>Diese Antwort gehört zum Vorgang {1}, nicht zu {2}.</translation>
    </message>
    <message>
        <source>Choose the other file, or open the other case.</source>
        <translation>Die andere Datei wählen oder den anderen Vorgang öffnen.</translation>
    </message>
    <message>
        <source>This answer is for {1}, but to a message that is not of any case here.</source>
        <extracomment>{1} = answer.host.id</extracomment>
        <translation>Diese Antwort ist für {1}, gehört aber zu einer Nachricht, die hier in keinem Vorgang steht.</translation>
    </message>
    <message>
        <source>Take the newest request of the device to the portal and bring that answer.</source>
        <translation>Die neueste Anforderung des Geräts zum Portal bringen und deren Antwort holen.</translation>
    </message>
    <message>
        <source>This answer is for {1}, and there is no case for it here.</source>
        <extracomment>{1} = answer.host.id</extracomment>
        <translation>Diese Antwort ist für {1}, und hier gibt es keinen Vorgang dazu.</translation>
    </message>
    <message>
        <source>Open it on the laptop that made the request.</source>
        <translation>Auf dem Laptop öffnen, auf dem die Anforderung entstanden ist.</translation>
    </message>
    <message>
        <source>This is for {1}, not for {2}.</source>
        <extracomment>{1} = found.id; {2} = expected.id</extracomment>
        <translation>Das ist für {1}, nicht für {2}.</translation>
    </message>
    <message>
        <source>Choose the file that names {1}, or open the other case.</source>
        <extracomment>{1} = expected.id</extracomment>
        <translation>Die Datei wählen, die {1} nennt, oder den anderen Vorgang öffnen.</translation>
    </message>
    <message>
        <source>The device connected is {1}, not {2}.</source>
        <extracomment>{1} = host.id; {2} = case.host.id</extracomment>
        <translation>Angeschlossen ist {1}, nicht {2}.</translation>
    </message>
    <message>
        <source>The device connected says that it is {1}, but it has another key than in case {2}.</source>
        <extracomment>{1} = host.id; {2} = case.number</extracomment>
        <translation>Das angeschlossene Gerät gibt sich als {1} aus, hat aber einen anderen Schlüssel als im Vorgang {2}.</translation>
    </message>
    <message>
        <source>Connect the device from which {1} was started.</source>
        <extracomment>{1} = case.number</extracomment>
        <translation>Das Gerät anschließen, an dem {1} begonnen wurde.</translation>
    </message>
    <message>
        <source>This answer is to an older request of {1}; the device has made a newer one since.</source>
        <extracomment>{1} = found.case.host.id</extracomment>
        <translation>Diese Antwort gehört zu einer älteren Anforderung von {1}; das Gerät hat inzwischen eine neuere erzeugt.</translation>
    </message>
    <message>
        <source>Go on with case {1}.</source>
        <extracomment>{1} = by</extracomment>
        <translation>Mit dem Vorgang {1} weitermachen.</translation>
    </message>
    <message>
        <source>Read the device again and start from what it holds now.</source>
        <translation>Das Gerät neu auslesen und von dem ausgehen, was es jetzt hat.</translation>
    </message>
    <message>
        <source>Choose from what it holds: {1}.</source>
        <extracomment>{1} = &apos;, &apos;.join(sorted(holds))</extracomment>
        <translation>Aus dem wählen, was es hat: {1}.</translation>
    </message>
    <message>
        <source>It holds no licenses at all.</source>
        <translation>Es hat überhaupt keine Lizenzen.</translation>
    </message>
    <message>
        <source>These counts leave everything as it is.</source>
        <translation>Diese Anzahlen lassen alles, wie es ist.</translation>
    </message>
    <message>
        <source>The count is what shall remain on the device; look at what it holds (retour devices).</source>
        <translation>Die Anzahl ist das, was auf dem Gerät bleiben soll; nachsehen, was es hat (retour devices).</translation>
    </message>
    <message>
        <source>This comes from, or is meant for, another portal than the one this device belongs to.</source>
        <translation>Das kommt von einem anderen Portal als dem dieses Geräts oder ist für ein anderes bestimmt.</translation>
    </message>
    <message>
        <source>Use the portal in which the device is enrolled.</source>
        <translation>Das Portal verwenden, in dem das Gerät registriert ist.</translation>
    </message>
    <message>
        <source>The key file {1} cannot be read.</source>
        <extracomment>{1} = path</extracomment>
        <translation>Die Schlüsseldatei {1} kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Name a text file with the key.</source>
        <translation>Eine Textdatei mit dem Schlüssel nennen.</translation>
    </message>
    <message>
        <source>not verified: the key is not known here</source>
        <translation>nicht geprüft: Der Schlüssel ist hier nicht bekannt</translation>
    </message>
    <message>
        <source>no: {1}</source>
        <extracomment>{1} = error.what</extracomment>
        <translation>nein: {1}</translation>
    </message>
    <message>
        <source>capability request</source>
        <translation>Capability-Anforderung</translation>
    </message>
    <message>
        <source>proof of what the device holds</source>
        <translation>Nachweis dessen, was das Gerät hat</translation>
    </message>
    <message>
        <source>sync or confirmation</source>
        <translation>Abgleich oder Bestätigung</translation>
    </message>
    <message>
        <source>capability response</source>
        <translation>Capability-Antwort</translation>
    </message>
    <message>
        <source>There is no case {1} here.</source>
        <extracomment>{1} = number</extracomment>
        <translation>Es gibt hier keinen Vorgang {1}.</translation>
    </message>
    <message>
        <source>List them with: retour cases</source>
        <translation>Alle anzeigen mit: retour cases</translation>
    </message>
    <message>
        <source>The cases in {1} were written by a newer Retour.</source>
        <extracomment>{1} = path.parent</extracomment>
        <translation>Die Vorgänge in {1} stammen von einem neueren Retour.</translation>
    </message>
    <message>
        <source>They were not touched.</source>
        <translation>Sie wurden nicht angefasst.</translation>
    </message>
    <message>
        <source>Update Retour on this machine, then open them again.</source>
        <translation>Retour auf diesem Rechner aktualisieren, dann die Vorgänge noch einmal öffnen.</translation>
    </message>
    <message>
        <source>The case journal in {1} cannot be used: {2}.</source>
        <extracomment>{1} = folder; {2} = error</extracomment>
        <translation>Das Vorgangsjournal in {1} kann nicht verwendet werden: {2}.</translation>
    </message>
    <message>
        <source>What it holds is safe, and the step that was asked for was not taken.</source>
        <translation>Sein Inhalt ist sicher, und der verlangte Schritt wurde nicht ausgeführt.</translation>
    </message>
    <message>
        <source>Check that the disk has room and can be written, then try again.</source>
        <translation>Prüfen, ob der Datenträger Platz hat und beschreibbar ist, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Another Retour (process {1}) is working with these cases.</source>
        <extracomment>{1} = owner</extracomment>
        <translation>Ein anderes Retour (Prozess {1}) arbeitet mit diesen Vorgängen.</translation>
    </message>
    <message>
        <source>Wait until it has finished, or close it, then try again.</source>
        <translation>Warten, bis es fertig ist, oder es schließen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Nothing was changed; the file was not kept.</source>
        <translation>Es wurde nichts geändert; die Datei wurde nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>Wait until the device has written it, or copy it again.</source>
        <translation>Warten, bis das Gerät sie geschrieben hat, oder sie neu kopieren.</translation>
    </message>
    <message>
        <source>This file is larger than {1} MiB: it is no capability request or response.</source>
        <extracomment>{1} = MAX_FILE // 1024 // 1024</extracomment>
        <translation>Diese Datei ist größer als {1} MiB: Sie ist keine Capability-Anforderung oder -Antwort.</translation>
    </message>
    <message>
        <source>Choose the file that the device or the portal made for this return.</source>
        <translation>Die Datei wählen, die das Gerät oder das Portal für diese Rückgabe erzeugt hat.</translation>
    </message>
    <message>
        <source>This file does not end as the vendor&apos;s files do: it is not complete, or it is another file.</source>
        <translation>Diese Datei endet nicht wie die Dateien des Herstellers: Sie ist nicht vollständig, oder es ist eine andere Datei.</translation>
    </message>
    <message>
        <source>Wait until it is written whole, copy it again, or choose the right one, then try once more.</source>
        <translation>Warten, bis sie ganz geschrieben ist, sie neu kopieren oder die richtige wählen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The device connected is {1}, and case {2} is for {3}.</source>
        <extracomment>{1} = found; {2} = case.number; {3} = case.host.id</extracomment>
        <translation>Angeschlossen ist {1}; Vorgang {2} gehört zu {3}.</translation>
    </message>
    <message>
        <source>Nothing was given to it and nothing was asked of it.</source>
        <translation>Es bekam nichts und wurde nach nichts gefragt.</translation>
    </message>
    <message>
        <source>Connect {1}, or open the case of {2}.</source>
        <extracomment>{1} = case.host.id; {2} = found</extracomment>
        <translation>{1} anschließen oder den Vorgang von {2} öffnen.</translation>
    </message>
    <message>
        <source>This file belongs to case {1}, which was finished and deleted here.</source>
        <extracomment>{1} = case</extracomment>
        <translation>Diese Datei gehört zu Vorgang {1}, der abgeschlossen und hier gelöscht wurde.</translation>
    </message>
    <message>
        <source>This is a signed Retour file, not a file of the vendor&apos;s.</source>
        <translation>Das ist eine signierte Retour-Datei, keine Datei des Herstellers.</translation>
    </message>
    <message>
        <source>Open it from the start page: it belongs to another case.</source>
        <translation>Sie von der Startseite aus öffnen: Sie gehört zu einem anderen Vorgang.</translation>
    </message>
    <message>
        <source>It was not taken for a new one; nothing was changed.</source>
        <translation>Sie wurde nicht als neue genommen; es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Have {1} make a new one, then try again.</source>
        <extracomment>{1} = case.host.id</extracomment>
        <translation>{1} eine neue erzeugen lassen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>this case</source>
        <translation>diesem Vorgang</translation>
    </message>
    <message>
        <source>case {1}</source>
        <extracomment>{1} = each.case</extracomment>
        <translation>Vorgang {1}</translation>
    </message>
    <message>
        <source>Upload it in the portal, then choose the file that the portal gives you for it.</source>
        <translation>Sie im Portal hochladen, dann die Datei wählen, die das Portal dafür gibt.</translation>
    </message>
    <message>
        <source>This response belongs to case {1}, not to {2}.</source>
        <extracomment>{1} = each.case; {2} = case.number</extracomment>
        <translation>Diese Antwort gehört zum Vorgang {1}, nicht zu {2}.</translation>
    </message>
    <message>
        <source>Choose the response for {1}, or open case {2}.</source>
        <extracomment>{1} = case.host.id; {2} = each.case</extracomment>
        <translation>Die Antwort für {1} wählen oder den Vorgang {2} öffnen.</translation>
    </message>
    <message>
        <source>This is an older response of case {1}; a newer request or response came after it.</source>
        <extracomment>{1} = case.number</extracomment>
        <translation>Das ist eine ältere Antwort zu Vorgang {1}; danach kam eine neuere Anforderung oder Antwort.</translation>
    </message>
    <message>
        <source>Choose the newest response to the newest request.</source>
        <translation>Die neueste Antwort auf die neueste Anforderung wählen.</translation>
    </message>
    <message>
        <source>Nothing was recorded.</source>
        <translation>Es wurde nichts aufgezeichnet.</translation>
    </message>
    <message>
        <source>a port or tcp:HOST:PORT</source>
        <translation>einen Anschluss oder tcp:HOST:PORT</translation>
    </message>
    <message>
        <source>a folder (dir:PATH)</source>
        <translation>einen Ordner (dir:PFAD)</translation>
    </message>
    <message>
        <source>A device of the profile {1} is reached by {2}, not by {3}.</source>
        <extracomment>{1} = profile.name; {2} = wanted; {3} = address</extracomment>
        <translation>Ein Gerät des Profils {1} ist über {2} erreichbar, nicht über {3}.</translation>
    </message>
    <message>
        <source>Name {1}, or choose another profile.</source>
        <extracomment>{1} = wanted</extracomment>
        <translation>Angeben: {1}, oder ein anderes Profil wählen.</translation>
    </message>
    <message>
        <source>list of lines</source>
        <translation>Liste der Zeilen</translation>
    </message>
    <message>
        <source>The device wrote a verdict that the profile does not know.</source>
        <translation>Das Gerät hat ein Ergebnis geschrieben, das das Profil nicht kennt.</translation>
    </message>
    <message>
        <source>The response was given to the device and is kept here.</source>
        <translation>Die Antwort wurde dem Gerät übergeben und ist hier aufbewahrt.</translation>
    </message>
    <message>
        <source>Look at the device whether it took the response, and report that.</source>
        <translation>Am Gerät nachsehen, ob es die Antwort angenommen hat, und das melden.</translation>
    </message>
    <message>
        <source>The program {1} cannot be started: {2}.</source>
        <extracomment>{1} = arguments[0]; {2} = error.strerror</extracomment>
        <translation>Das Programm {1} lässt sich nicht starten: {2}.</translation>
    </message>
    <message>
        <source>Install it, or correct its name in the device profile.</source>
        <translation>Es installieren oder seinen Namen im Geräteprofil berichtigen.</translation>
    </message>
    <message>
        <source>The program {1} did not end within {2} seconds and was stopped.</source>
        <extracomment>{1} = arguments[0]; {2} = COMMAND_SECONDS</extracomment>
        <translation>Das Programm {1} wurde nicht innerhalb von {2} Sekunden fertig und wurde beendet.</translation>
    </message>
    <message>
        <source>What it did until then is not known here; nothing was recorded.</source>
        <translation>Was es bis dahin getan hat, ist hier nicht bekannt; es wurde nichts aufgezeichnet.</translation>
    </message>
    <message>
        <source>Look at the device or license server, then try again.</source>
        <translation>Am Gerät oder am Lizenzserver nachsehen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The program {1} refused: {2}.</source>
        <extracomment>{1} = arguments[0]; {2} = said[-1] if said else f&apos;exit code {process.returncode}&apos;</extracomment>
        <translation>Das Programm {1} hat abgelehnt: {2}.</translation>
    </message>
    <message>
        <source>exit code {1}</source>
        <extracomment>{1} = process.returncode</extracomment>
        <translation>Exit-Code {1}</translation>
    </message>
    <message>
        <source>Settle what it complains about, then try again.</source>
        <translation>Beheben, was es bemängelt, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The device&apos;s list of lines cannot be read at {1}.</source>
        <extracomment>{1} = found[0].strip()[:80]</extracomment>
        <translation>Die Zeilenliste des Geräts ist nicht lesbar bei {1}.</translation>
    </message>
    <message>
        <source>Check the profile&apos;s pattern for the lines, or enter them by hand.</source>
        <translation>Das Muster des Profils für die Zeilen prüfen oder sie von Hand eingeben.</translation>
    </message>
    <message>
        <source>The {1} is not found in {2} by the profile&apos;s pattern.</source>
        <extracomment>{1} = what; {2} = place</extracomment>
        <translation>Nach dem Muster des Profils in {2} nicht zu finden: {1}.</translation>
    </message>
    <message>
        <source>Is this the right device? If so, correct the pattern in the device profile.</source>
        <translation>Ist es das richtige Gerät? Wenn ja, das Muster im Geräteprofil berichtigen.</translation>
    </message>
    <message>
        <source>Only an older {1} is there; the device has made no new one in {2} seconds.</source>
        <extracomment>{1} = pattern; {2} = spot.seconds</extracomment>
        <translation>Es gibt nur eine ältere Datei {1}; das Gerät hat in {2} Sekunden keine neue erzeugt.</translation>
    </message>
    <message>
        <source>Ask the device again, and give it more time.</source>
        <translation>Das Gerät noch einmal fragen und ihm mehr Zeit lassen.</translation>
    </message>
    <message>
        <source>{1} did not appear within {2} seconds.</source>
        <extracomment>{1} = pattern; {2} = spot.seconds</extracomment>
        <translation>{1} ist nicht innerhalb von {2} Sekunden erschienen.</translation>
    </message>
    <message>
        <source>Nothing was changed; the case is kept.</source>
        <translation>Es wurde nichts geändert; der Vorgang bleibt bestehen.</translation>
    </message>
    <message>
        <source>Check that the device is on and was asked, then try again.</source>
        <translation>Prüfen, ob das Gerät eingeschaltet ist und gefragt wurde, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>There is no device profile {1}.</source>
        <extracomment>{1} = name</extracomment>
        <translation>Es gibt kein Geräteprofil {1}.</translation>
    </message>
    <message>
        <source>Choose one of: {1}.</source>
        <extracomment>{1} = &apos;, &apos;.join(sorted(found))</extracomment>
        <translation>Eines davon wählen: {1}.</translation>
    </message>
    <message>
        <source>{1}.toml, line {2}</source>
        <extracomment>{1} = self.name; {2} = at</extracomment>
        <translation>{1}.toml, Zeile {2}</translation>
    </message>
    <message>
        <source>{1}: {2}: {3}.</source>
        <extracomment>{1} = where; {2} = &apos;.&apos;.join(key); {3} = expected</extracomment>
        <translation>{1}: {2}: {3}.</translation>
    </message>
    <message>
        <source>{1}: {2}.</source>
        <extracomment>{1} = where; {2} = expected</extracomment>
        <translation>{1}: {2}.</translation>
    </message>
    <message>
        <source>The profile was not used, and nothing was changed.</source>
        <translation>Das Profil wurde nicht verwendet, und es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Correct that line; retour profiles check FILE looks at it again.</source>
        <translation>Diese Zeile berichtigen; retour profiles check DATEI prüft sie noch einmal.</translation>
    </message>
    <message>
        <source>Return or obsolete {1} in the portal, then report here what it shows.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} im Portal zurückgeben („Return“) oder als veraltet setzen („Obsolete“), dann hier melden, was es zeigt.</translation>
    </message>
    <message>
        <source>it is not 32 or 64 bytes long</source>
        <translation>er ist nicht 32 oder 64 Byte lang</translation>
    </message>
    <message>
        <source>it is not a point on the curve P-256</source>
        <translation>er ist kein Punkt auf der Kurve P-256</translation>
    </message>
    <message>
        <source>a private key is 32 bytes long</source>
        <translation>ein privater Schlüssel ist 32 Byte lang</translation>
    </message>
    <message>
        <source>it names only some of its portal&apos;s keys</source>
        <translation>es nennt nur einige der Schlüssel seines Portals</translation>
    </message>
    <message>
        <source>a portal&apos;s keys are Ed25519 keys</source>
        <translation>die Schlüssel eines Portals sind Ed25519-Schlüssel</translation>
    </message>
    <message>
        <source>it does not name one key of its portal, or three</source>
        <translation>es nennt nicht einen Schlüssel seines Portals oder drei</translation>
    </message>
    <message>
        <source>it is not a link to a portal&apos;s new keys</source>
        <translation>es ist kein Verweis auf neue Schlüssel eines Portals</translation>
    </message>
    <message>
        <source>key set</source>
        <translation>Schlüsselsatz</translation>
    </message>
    <message>
        <source>key set content</source>
        <translation>Inhalt des Schlüsselsatzes</translation>
    </message>
    <message>
        <source>it names one key for answers and for orders</source>
        <translation>es nennt denselben Schlüssel für Antworten und für Aufträge</translation>
    </message>
    <message>
        <source>These new keys belong to the portal {1}, not to {2}.</source>
        <extracomment>{1} = key_set.portal; {2} = trust.portal</extracomment>
        <translation>Diese neuen Schlüssel gehören zum Portal {1}, nicht zu {2}.</translation>
    </message>
    <message>
        <source>Fetch the file again from the portal {1}.</source>
        <extracomment>{1} = trust.portal</extracomment>
        <translation>Die Datei noch einmal vom Portal {1} holen.</translation>
    </message>
    <message>
        <source>The portal&apos;s key set {1} came without set {2}, which leads to it.</source>
        <extracomment>{1} = key_set.number; {2} = number + 1</extracomment>
        <translation>Der Schlüsselsatz {1} des Portals kam ohne Satz {2}, der zu ihm führt.</translation>
    </message>
    <message>
        <source>Fetch the file again from the portal: its answer to the newest message carries every link.</source>
        <translation>Die Datei noch einmal vom Portal holen: Seine Antwort auf die neueste Nachricht trägt jeden Verweis.</translation>
    </message>
    <message>
        <source>a device&apos;s request</source>
        <translation>die Anforderung eines Geräts</translation>
    </message>
    <message>
        <source>a portal&apos;s answer</source>
        <translation>die Antwort eines Portals</translation>
    </message>
    <message>
        <source>a portal&apos;s removal order</source>
        <translation>der Entfernungsauftrag eines Portals</translation>
    </message>
    <message>
        <source>a link to a portal&apos;s new keys</source>
        <translation>ein Verweis auf neue Schlüssel eines Portals</translation>
    </message>
    <message>
        <source>an operator&apos;s write-off</source>
        <translation>die Abschreibung einer zuständigen Person</translation>
    </message>
    <message>
        <source>it is {1}, which is not carried by itself</source>
        <extracomment>{1} = _KINDS[envelope.kind]</extracomment>
        <translation>es ist {1}, was nicht für sich allein überbracht wird</translation>
    </message>
    <message>
        <source>it is {1}, and {2} is expected</source>
        <extracomment>{1} = _KINDS[envelope.kind]; {2} = _KINDS[kind]</extracomment>
        <translation>es ist {1}, und {2} wird erwartet</translation>
    </message>
    <message>
        <source>This device takes no PIN.</source>
        <translation>Dieses Gerät nimmt keine PIN an.</translation>
    </message>
    <message>
        <source>Press its button, or use a way on which the portal signs for the removal.</source>
        <translation>Seine Taste drücken oder einen Weg wählen, auf dem das Portal für das Entfernen signiert.</translation>
    </message>
    <message>
        <source>The device could not write {1}: most likely its file system is full.</source>
        <extracomment>{1} = payload[&apos;name&apos;]</extracomment>
        <translation>Das Gerät konnte {1} nicht schreiben: Wahrscheinlich ist sein Dateisystem voll.</translation>
    </message>
    <message>
        <source>Make room on the device, then try again; if it stays so, its file system is failing.</source>
        <translation>Auf dem Gerät Platz schaffen, dann noch einmal versuchen; bleibt es so, ist sein Dateisystem am Ende.</translation>
    </message>
    <message>
        <source>What is on {1} sends without end, and nothing of it is an answer.</source>
        <extracomment>{1} = self.pipe.name</extracomment>
        <translation>Was an {1} hängt, sendet ohne Ende, und nichts davon ist eine Antwort.</translation>
    </message>
    <message>
        <source>Check that this is the device&apos;s port; switch the device off and on, then try again.</source>
        <translation>Prüfen, ob dies der Anschluss des Geräts ist; das Gerät aus- und einschalten, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>This order is not genuine: it is not signed by the portal that the device trusts.</source>
        <translation>Dieser Auftrag ist nicht echt: Das Portal, dem das Gerät vertraut, hat ihn nicht signiert.</translation>
    </message>
    <message>
        <source>This answer is not genuine: it is not signed by the portal that the device trusts.</source>
        <translation>Diese Antwort ist nicht echt: Das Portal, dem das Gerät vertraut, hat sie nicht signiert.</translation>
    </message>
    <message>
        <source>Take the order again from the portal in which the device is enrolled.</source>
        <translation>Den Auftrag noch einmal von dem Portal holen, in dem das Gerät registriert ist.</translation>
    </message>
    <message>
        <source>Take the answer again from the portal in which the device is enrolled.</source>
        <translation>Die Antwort noch einmal von dem Portal holen, in dem das Gerät registriert ist.</translation>
    </message>
    <message>
        <source>The device still shows an older file: it is {1} of case {2}.</source>
        <extracomment>{1} = named(each.held.leg); {2} = each.case</extracomment>
        <translation>Das Gerät zeigt noch eine ältere Datei: Es ist {1} aus Vorgang {2}.</translation>
    </message>
    <message>
        <source>This is {1} of {2} itself, not the portal&apos;s response to it.</source>
        <extracomment>{1} = named(each.held.leg); {2} = whose</extracomment>
        <translation>Das ist {1} aus {2} selbst, nicht die Antwort des Portals darauf.</translation>
    </message>
    <message>
        <source>This envelope holds {1} of {2}, case {3}.</source>
        <extracomment>{1} = named(envelope.leg); {2} = envelope.host_id; {3} = envelope.case</extracomment>
        <translation>Dieser Umschlag enthält {1} von {2}, Vorgang {3}.</translation>
    </message>
    <message>
        <source>Choose {1} of {2}, case {3}, or open the other case.</source>
        <extracomment>{1} = named(leg); {2} = case.host.id; {3} = case.number</extracomment>
        <translation>Wählen Sie {1} von {2}, Vorgang {3}, oder öffnen Sie den anderen Vorgang.</translation>
    </message>
    <message>
        <source>Remove the copies of {1} in the portal, then report here what it shows.</source>
        <extracomment>{1} = host</extracomment>
        <translation>Die Kopien von {1} im Portal entfernen, dann hier melden, was es zeigt.</translation>
    </message>
    <message>
        <source>Connect {1} and have it make its request.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} anschließen und seine Anforderung erzeugen lassen.</translation>
    </message>
    <message>
        <source>Take the request of {1} to the portal, then bring its response back to {2}.</source>
        <extracomment>{1} = host; {2} = host</extracomment>
        <translation>Die Anforderung von {1} zum Portal bringen, dann dessen Antwort zurück zu {2} bringen.</translation>
    </message>
    <message>
        <source>Look in the portal whether the copies of {1} are removed, and report here what it shows.</source>
        <extracomment>{1} = host</extracomment>
        <translation>Im Portal nachsehen, ob die Kopien von {1} entfernt sind, und hier melden, was es zeigt.</translation>
    </message>
    <message>
        <source>Take the confirmation of {1} to the portal; only then the copies are credited.</source>
        <extracomment>{1} = host</extracomment>
        <translation>Die Bestätigung von {1} zum Portal bringen; erst dann werden die Kopien gutgeschrieben.</translation>
    </message>
    <message>
        <source>Connect {1} and give it the response: it is kept here.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} anschließen und die Antwort übertragen: Sie ist hier aufbewahrt.</translation>
    </message>
    <message>
        <source>{1} refused the response. Bring another response to it, or have it make a new request.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} hat die Antwort abgelehnt. Ihm eine andere Antwort bringen oder es eine neue Anforderung erstellen lassen.</translation>
    </message>
    <message>
        <source>Have {1} make its confirmation: a request without activation IDs.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} seine Bestätigung erzeugen lassen: eine Anforderung ohne Aktivierungs-IDs.</translation>
    </message>
    <message>
        <source>the request</source>
        <translation>die Anforderung</translation>
    </message>
    <message>
        <source>the response</source>
        <translation>die Antwort</translation>
    </message>
    <message>
        <source>the confirmation</source>
        <translation>die Bestätigung</translation>
    </message>
    <message>
        <source>{1} has an open case, {2}, that wants something else.</source>
        <extracomment>{1} = wanted.host.id; {2} = case.number</extracomment>
        <translation>{1} hat einen offenen Vorgang, {2}, der etwas anderes will.</translation>
    </message>
    <message>
        <source>Finish {1} or give it up, then start again.</source>
        <extracomment>{1} = case.number</extracomment>
        <translation>{1} abschließen oder aufgeben, dann neu beginnen.</translation>
    </message>
    <message>
        <source>Case {1} takes signed answers, and this is a vendor&apos;s file.</source>
        <extracomment>{1} = number</extracomment>
        <translation>Der Vorgang {1} nimmt signierte Antworten, und das ist eine Datei des Herstellers.</translation>
    </message>
    <message>
        <source>Choose the file that ends in _answer.retour, or open the case of the vendor&apos;s device.</source>
        <translation>Die Datei wählen, die auf _answer.retour endet, oder den Vorgang des Geräts mit Herstellerdateien öffnen.</translation>
    </message>
    <message>
        <source>Case {1} has no response that waits for the device.</source>
        <extracomment>{1} = number</extracomment>
        <translation>Der Vorgang {1} hat keine Antwort, die auf das Gerät wartet.</translation>
    </message>
    <message>
        <source>Take its request to the portal and bring the response first.</source>
        <translation>Zuerst seine Anforderung zum Portal bringen und die Antwort holen.</translation>
    </message>
    <message>
        <source>Have {1} make its request first.</source>
        <extracomment>{1} = found.case.host.id</extracomment>
        <translation>Zuerst {1} seine Anforderung erzeugen lassen.</translation>
    </message>
    <message>
        <source>Nothing says which case {1} belongs to.</source>
        <extracomment>{1} = path.name</extracomment>
        <translation>Nichts sagt, zu welchem Vorgang {1} gehört.</translation>
    </message>
    <message>
        <source>It was not kept.</source>
        <translation>Die Datei wurde nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>Open the case first, or name it: --case R-....</source>
        <translation>Zuerst den Vorgang öffnen oder ihn nennen: --case R-....</translation>
    </message>
    <message>
        <source>The device is gone: its cable was pulled, or it was switched off. Waiting for it to come back...</source>
        <translation>Das Gerät ist weg: Das Kabel wurde gezogen, oder es wurde ausgeschaltet. Retour wartet, bis es wiederkommt ...</translation>
    </message>
    <message>
        <source>The device does not answer just now. Asking it again...</source>
        <translation>Das Gerät antwortet gerade nicht. Retour fragt noch einmal ...</translation>
    </message>
    <message>
        <source>The device is back.</source>
        <translation>Das Gerät ist wieder da.</translation>
    </message>
    <message>
        <source>Nothing was asked of the device.</source>
        <translation>Das Gerät wurde nichts gefragt.</translation>
    </message>
    <message>
        <source>Is the stick plugged in? Name a folder, or a file that ends in .retour in a folder.</source>
        <translation>Steckt der USB-Stick? Einen Ordner nennen oder in einem Ordner eine Datei, die auf .retour endet.</translation>
    </message>
    <message>
        <source>Written and read back: {1}</source>
        <extracomment>{1} = path</extracomment>
        <translation>Geschrieben und zurückgelesen: {1}</translation>
    </message>
    <message>
        <source>{1} is not a line with its count.</source>
        <extracomment>{1} = text</extracomment>
        <translation>{1} ist keine Zeile mit ihrer Anzahl.</translation>
    </message>
    <message>
        <source>Write --line ACTIVATION_ID=COUNT once for each line.</source>
        <translation>Für jede Zeile einmal --line AKTIVIERUNGS_ID=ANZAHL schreiben.</translation>
    </message>
    <message>
        <source>One-trip return</source>
        <translation>Rückgabe in einem Gang</translation>
    </message>
    <message>
        <source>Confirmed return</source>
        <translation>Bestätigte Rückgabe</translation>
    </message>
    <message>
        <source>Activation at the device</source>
        <translation>Aktivierung am Gerät</translation>
    </message>
    <message>
        <source>Return by the vendor&apos;s own exchange</source>
        <translation>Rückgabe nach dem Verfahren des Herstellers</translation>
    </message>
    <message>
        <source>Removal in the vendor&apos;s portal, then sync</source>
        <translation>Entfernen im Portal des Herstellers, dann Abgleich</translation>
    </message>
    <message>
        <source>Write-off in the vendor&apos;s portal</source>
        <translation>Abschreibung im Portal des Herstellers</translation>
    </message>
    <message>
        <source>at the device</source>
        <translation>am Gerät</translation>
    </message>
    <message>
        <source>at the portal</source>
        <translation>am Portal</translation>
    </message>
    <message>
        <source>Everything is done and confirmed: nothing more can be lost.</source>
        <translation>Alles ist erledigt und bestätigt: Es kann nichts mehr verloren gehen.</translation>
    </message>
    <message>
        <source>Nothing is lost: the newer message of {1} says everything that this one said.</source>
        <extracomment>{1} = host</extracomment>
        <translation>Es ist nichts verloren: Die neuere Nachricht von {1} sagt alles, was diese gesagt hat.</translation>
    </message>
    <message>
        <source>{1} still holds its licenses: nothing was changed on it for this case.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} hat seine Lizenzen noch: Für diesen Vorgang wurde daran nichts geändert.</translation>
    </message>
    <message>
        <source>The copies are safe in the signed proof: it is kept on this computer and can be saved again at any time.</source>
        <translation>Die Kopien sind im signierten Nachweis sicher: Er bleibt auf diesem Computer und kann jederzeit neu gesichert werden.</translation>
    </message>
    <message>
        <source>The copies are safe in the portal until the device holds them; the files can be saved again at any time.</source>
        <translation>Die Kopien sind im Portal sicher, bis das Gerät sie hat; die Dateien können jederzeit neu gesichert werden.</translation>
    </message>
    <message>
        <source>Nothing can be lost: {1} either still holds the licenses, or keeps the proof until it is fetched.</source>
        <extracomment>{1} = host</extracomment>
        <translation>Es kann nichts verloren gehen: {1} hat entweder die Lizenzen noch oder bewahrt den Nachweis auf, bis er abgeholt ist.</translation>
    </message>
    <message>
        <source>{1} still holds its licenses, and they work, until it is given the portal&apos;s answer.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} hat seine Lizenzen noch, und sie funktionieren, bis es die Antwort des Portals bekommt.</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>What is safe</source>
        <translation>Was sicher ist</translation>
    </message>
    <message>
        <source>Way home</source>
        <translation>Rückweg</translation>
    </message>
    <message>
        <source>Way out</source>
        <translation>Hinweg</translation>
    </message>
    <message>
        <source>What comes home</source>
        <translation>Was zurückkommt</translation>
    </message>
    <message>
        <source>What goes there</source>
        <translation>Was dorthin geht</translation>
    </message>
    <message>
        <source>On the device</source>
        <translation>Auf dem Gerät</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>Unterwegs</translation>
    </message>
    <message>
        <source>In the portal</source>
        <translation>Im Portal</translation>
    </message>
    <message>
        <source>the clock of this computer is doubtful</source>
        <translation>die Uhr dieses Computers ist zweifelhaft</translation>
    </message>
    <message>
        <source>Asset tag</source>
        <translation>Inventarnummer</translation>
    </message>
    <message>
        <source>This step does not fit: the case is at {1}.</source>
        <extracomment>{1} = state.stage.value</extracomment>
        <translation>Dieser Schritt passt nicht: Der Vorgang steht bei {1}.</translation>
    </message>
    <message>
        <source>Look at the case again and do what it names as its next step.</source>
        <translation>Den Vorgang noch einmal ansehen und den dort genannten nächsten Schritt ausführen.</translation>
    </message>
    <message>
        <source>Connect {1} and ask it again: the case goes on where it stopped.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} anschließen und noch einmal fragen: Der Vorgang geht dort weiter, wo er aufgehört hat.</translation>
    </message>
    <message>
        <source>Take the proof of {1} to the portal</source>
        <extracomment>{1} = host</extracomment>
        <translation>Den Nachweis von {1} zum Portal bringen</translation>
    </message>
    <message>
        <source>the copies are credited there on arrival</source>
        <translation>die Kopien werden dort bei Ankunft gutgeschrieben</translation>
    </message>
    <message>
        <source>Take the request of {1} to the portal, then bring its answer back to {2}.</source>
        <extracomment>{1} = host; {2} = host</extracomment>
        <translation>Die Anforderung von {1} zum Portal bringen, dann dessen Antwort zurück zu {2} bringen.</translation>
    </message>
    <message>
        <source>Connect {1} and bring it the answer: it is kept here.</source>
        <extracomment>{1} = host</extracomment>
        <translation>{1} anschließen und die Antwort übertragen: Sie ist hier aufbewahrt.</translation>
    </message>
    <message>
        <source>Take the confirmation of {1} to the portal</source>
        <extracomment>{1} = host</extracomment>
        <translation>Die Bestätigung von {1} zum Portal bringen</translation>
    </message>
    <message>
        <source>only then the copies are credited</source>
        <translation>erst dann werden die Kopien gutgeschrieben</translation>
    </message>
    <message>
        <source>see case {1}</source>
        <extracomment>{1} = state.replaced_by</extracomment>
        <translation>siehe Vorgang {1}</translation>
    </message>
    <message>
        <source>the device made a newer one elsewhere</source>
        <translation>das Gerät hat anderswo eine neuere erzeugt</translation>
    </message>
    <message>
        <source>Nothing: a newer message of {1} took this one&apos;s place ({2}).</source>
        <extracomment>{1} = host; {2} = by</extracomment>
        <translation>Nichts: Eine neuere Nachricht von {1} ist an die Stelle dieser getreten ({2}).</translation>
    </message>
    <message>
        <source>Nothing: this case was given up before the device changed anything.</source>
        <translation>Nichts: Dieser Vorgang wurde aufgegeben, bevor sich am Gerät etwas geändert hat.</translation>
    </message>
    <message>
        <source>Handed over, as reported. To have it confirmed, bring the portal&apos;s answer here.</source>
        <translation>Laut Meldung übergeben. Zur Bestätigung die Antwort des Portals hierher bringen.</translation>
    </message>
    <message>
        <source>{1}; {2}.</source>
        <extracomment>{1} = what; {2} = then</extracomment>
        <translation>{1}; {2}.</translation>
    </message>
    <message>
        <source>Nothing: {1} holds its licenses.</source>
        <extracomment>{1} = case.host.id</extracomment>
        <translation>Nichts: {1} hat seine Lizenzen.</translation>
    </message>
    <message>
        <source>Nothing: the portal shows the copies as removed, as reported.</source>
        <translation>Nichts: Das Portal zeigt die Kopien laut Meldung als entfernt.</translation>
    </message>
    <message>
        <source>Nothing: the portal has confirmed that the copies are credited.</source>
        <translation>Nichts: Das Portal hat bestätigt, dass die Kopien gutgeschrieben sind.</translation>
    </message>
    <message>
        <source>reported</source>
        <translation>gemeldet</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>signiert</translation>
    </message>
    <message>
        <source>carried</source>
        <translation>überbracht</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <source>device -&gt; portal</source>
        <translation>Gerät -&gt; Portal</translation>
    </message>
    <message>
        <source>The device removes the copies and signs the proof in one step; the portal credits them on arrival.</source>
        <translation>Das Gerät entfernt die Kopien und signiert den Nachweis in einem Schritt; das Portal schreibt sie bei Ankunft gut.</translation>
    </message>
    <message>
        <source>portal -&gt; device</source>
        <translation>Portal -&gt; Gerät</translation>
    </message>
    <message>
        <source>The portal&apos;s answer removes the copies and the device confirms it: for devices that change their store only on a portal&apos;s answer.</source>
        <translation>Die Antwort des Portals entfernt die Kopien, und das Gerät bestätigt es: für Geräte, die ihren Lizenzspeicher nur auf Antwort des Portals ändern.</translation>
    </message>
    <message>
        <source>The device asks for copies and the portal&apos;s answer brings them.</source>
        <translation>Das Gerät fordert Kopien an, und die Antwort des Portals bringt sie.</translation>
    </message>
    <message>
        <source>The vendor&apos;s own exchange: request, response, and a second request that confirms. The files are carried and not read.</source>
        <translation>Das Verfahren des Herstellers: Anforderung, Antwort und eine zweite Anforderung, die bestätigt. Die Dateien werden überbracht und nicht gelesen.</translation>
    </message>
    <message>
        <source>The copies are removed in the vendor&apos;s portal first; the device picks that up at its next sync.</source>
        <translation>Die Kopien werden zuerst im Portal des Herstellers entfernt; das Gerät übernimmt das beim nächsten Abgleich.</translation>
    </message>
    <message>
        <source>The device is dead: its copies are given up in the vendor&apos;s portal, without any proof.</source>
        <translation>Das Gerät ist defekt: Seine Kopien werden im Portal des Herstellers aufgegeben, ohne jeden Nachweis.</translation>
    </message>
    <message>
        <source>This device removes licenses only when the portal has signed for it.</source>
        <translation>Dieses Gerät entfernt Lizenzen nur, wenn das Portal es signiert hat.</translation>
    </message>
    <message>
        <source>One visit and one file: the device signs the proof at once.</source>
        <translation>Ein Besuch und eine Datei: Das Gerät signiert den Nachweis sofort.</translation>
    </message>
    <message>
        <source>One visit and one file: press the button on the device, and it signs the proof at once.</source>
        <translation>Ein Besuch und eine Datei: Die Taste am Gerät drücken, dann signiert es den Nachweis sofort.</translation>
    </message>
    <message>
        <source>Case {1} is not finished.</source>
        <extracomment>{1} = number</extracomment>
        <translation>Der Vorgang {1} ist nicht abgeschlossen.</translation>
    </message>
    <message>
        <source>It was not deleted.</source>
        <translation>Er wurde nicht gelöscht.</translation>
    </message>
    <message>
        <source>Finish it, or give it up (retour abandon), then delete it.</source>
        <translation>Abschließen oder aufgeben (retour abandon), dann löschen.</translation>
    </message>
    <message>
        <source>Case {1} has no answer yet.</source>
        <extracomment>{1} = number</extracomment>
        <translation>Der Vorgang {1} hat noch keine Antwort.</translation>
    </message>
    <message>
        <source>Take its request to the portal and bring the answer first.</source>
        <translation>Zuerst seine Anforderung zum Portal bringen und die Antwort holen.</translation>
    </message>
    <message>
        <source>Case {1} has nothing to carry yet.</source>
        <extracomment>{1} = found.case.number</extracomment>
        <translation>Beim Vorgang {1} gibt es noch nichts zu überbringen.</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>Es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>Connect {1} and repeat the return.</source>
        <extracomment>{1} = found.case.host.id</extracomment>
        <translation>{1} anschließen und die Rückgabe wiederholen.</translation>
    </message>
    <message>
        <source>Case {1} cannot be given up: {2} has signed away copies, or may have.</source>
        <extracomment>{1} = number; {2} = found.case.host.id</extracomment>
        <translation>Der Vorgang {1} kann nicht aufgegeben werden: {2} hat Kopien abgegeben und das signiert, oder könnte es getan haben.</translation>
    </message>
    <message>
        <source>Nothing was changed; the proof is kept.</source>
        <translation>Es wurde nichts geändert; der Nachweis ist aufbewahrt.</translation>
    </message>
    <message>
        <source>Take it to the portal, or the copies are nowhere.</source>
        <translation>Zum Portal bringen, sonst sind die Kopien nirgends.</translation>
    </message>
    <message>
        <source>Case {1} cannot be given up: {2} has made a message since it was asked, and that may be the proof.</source>
        <extracomment>{1} = found.case.number; {2} = found.case.host.id</extracomment>
        <translation>Der Vorgang {1} kann nicht aufgegeben werden: {2} hat seit der Frage eine Nachricht erstellt, und das kann der Nachweis sein.</translation>
    </message>
    <message>
        <source>Nothing was changed; the device keeps the message.</source>
        <translation>Es wurde nichts geändert; das Gerät behält die Nachricht.</translation>
    </message>
    <message>
        <source>Go on with the case: asking again fetches the proof and removes nothing twice.</source>
        <translation>Mit dem Vorgang weitermachen: Erneutes Fragen holt den Nachweis und entfernt nichts zweimal.</translation>
    </message>
    <message>
        <source>Case {1} carries a vendor&apos;s files, which have their own way out.</source>
        <extracomment>{1} = number</extracomment>
        <translation>Der Vorgang {1} überbringt Dateien des Herstellers, die einen eigenen Weg nach draußen haben.</translation>
    </message>
    <message>
        <source>Save them with: retour save {1}</source>
        <extracomment>{1} = number</extracomment>
        <translation>Sichern mit: retour save {1}</translation>
    </message>
    <message>
        <source>Case {1} cannot be given up: {2} has accepted the portal&apos;s response.</source>
        <extracomment>{1} = number; {2} = found.case.host.id</extracomment>
        <translation>Der Vorgang {1} kann nicht aufgegeben werden: {2} hat die Antwort des Portals angenommen.</translation>
    </message>
    <message>
        <source>Nothing was changed; every file is kept.</source>
        <translation>Es wurde nichts geändert; jede Datei ist aufbewahrt.</translation>
    </message>
    <message>
        <source>Have the device make its confirmation and take it to the portal, or the copies stay in between.</source>
        <translation>Das Gerät seine Bestätigung erzeugen lassen und sie zum Portal bringen, sonst bleiben die Kopien dazwischen.</translation>
    </message>
    <message>
        <source>Case {1} of {2} stands half-way: the device was asked, and what it made is not here yet.</source>
        <extracomment>{1} = each.case.number; {2} = identity.host.id</extracomment>
        <translation>Der Vorgang {1} von {2} steht auf halbem Weg: Das Gerät wurde gefragt, und seine Nachricht ist noch nicht hier.</translation>
    </message>
    <message>
        <source>Finish it first: retour resume {1}</source>
        <extracomment>{1} = each.case.number</extracomment>
        <translation>Zuerst abschließen: retour resume {1}</translation>
    </message>
    <message>
        <source>Look at the newer case of this device: retour cases</source>
        <translation>Den neueren Vorgang dieses Geräts ansehen: retour cases</translation>
    </message>
    <message>
        <source>{1} was never given a portal.</source>
        <extracomment>{1} = identity.host.id</extracomment>
        <translation>{1} wurde noch keinem Portal zugeordnet.</translation>
    </message>
</context>
<context>
    <name>crossing</name>
    <message>
        <source>As a file</source>
        <translation>Als Datei</translation>
    </message>
    <message>
        <source>By QR code</source>
        <translation>Als QR-Code</translation>
    </message>
    <message>
        <source>Show a file as QR code</source>
        <translation>Eine Datei als QR-Code zeigen</translation>
    </message>
</context>
<context>
    <name>facts</name>
    <message>
        <source>{line} · {expiry}</source>
        <translation>{line} · {expiry}</translation>
    </message>
</context>
<context>
    <name>printed</name>
    <message>
        <source>{date}  ·  sheet {page} of {pages}  ·  codes: {count}</source>
        <translation>{date}  ·  Blatt {page} von {pages}  ·  Codes: {count}</translation>
    </message>
    <message>
        <source>Photograph every sheet, sharp and in even light, and give the photos to Retour or to the portal.</source>
        <translation>Jedes Blatt scharf und bei gleichmäßigem Licht fotografieren und die Fotos Retour oder dem Portal geben.</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
    </message>
    <message>
        <source>The printer takes no page.</source>
        <translation>Der Drucker nimmt keine Seite an.</translation>
    </message>
    <message>
        <source>Nothing was changed, and the message is kept here.</source>
        <translation>Nichts wurde geändert, und die Nachricht bleibt hier.</translation>
    </message>
    <message>
        <source>Look whether it is on and has paper, then print again.</source>
        <translation>Nachsehen, ob er an ist und Papier hat, dann erneut drucken.</translation>
    </message>
</context>
<context>
    <name>scan</name>
    <message numerus="yes">
        <source>%n more files were read; read their pictures by themselves.</source>
        <translation>
            <numerusform>%n weitere Datei wurde gelesen; ihre Bilder für sich lesen.</numerusform>
            <numerusform>%n weitere Dateien wurden gelesen; ihre Bilder für sich lesen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is read. Move closer until the code fills most of the picture, and hold still. More light, or a brighter screen. If that does not help, make the code coarser on the other side.</source>
        <translation>Nichts wird gelesen. Näher herangehen, bis der Code das Bild fast füllt, und stillhalten. Mehr Licht oder ein hellerer Bildschirm. Hilft das nicht, den Code auf der anderen Seite gröber stellen.</translation>
    </message>
    <message>
        <source>This code is none of Retour&apos;s. Show the code of the request or of the answer.</source>
        <translation>Dieser Code ist keiner von Retour. Den Code der Anforderung oder der Antwort zeigen.</translation>
    </message>
    <message>
        <source>Nothing new comes. Does the other side stand still? Let it go on, or make it slower.</source>
        <translation>Nichts Neues kommt. Steht die andere Seite still? Weiterlaufen lassen oder langsamer stellen.</translation>
    </message>
    <message numerus="yes">
        <source>about %n seconds left</source>
        <translation>
            <numerusform>noch etwa %n Sekunde</numerusform>
            <numerusform>noch etwa %n Sekunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n parts are still missing.</source>
        <translation>
            <numerusform>Noch %n Teil fehlt.</numerusform>
            <numerusform>Noch %n Teile fehlen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Read more pictures of the same code.</source>
        <translation>Weitere Bilder desselben Codes lesen.</translation>
    </message>
    <message>
        <source>Still missing of {count} parts: {numbers}. Read pictures of these.</source>
        <translation>Von {count} Teilen fehlen noch: {numbers}. Bilder davon lesen.</translation>
    </message>
    <message>
        <source>A request of {hosts}</source>
        <translation>Eine Anforderung von {hosts}</translation>
    </message>
    <message>
        <source>A confirmation of {hosts}</source>
        <translation>Eine Bestätigung von {hosts}</translation>
    </message>
    <message>
        <source>An answer for {hosts}</source>
        <translation>Eine Antwort für {hosts}</translation>
    </message>
    <message>
        <source>A removal order for {hosts}</source>
        <translation>Ein Entfernungsauftrag für {hosts}</translation>
    </message>
    <message>
        <source>Messages of several devices: {hosts}</source>
        <translation>Nachrichten mehrerer Geräte: {hosts}</translation>
    </message>
    <message>
        <source>A vendor&apos;s file of {hosts}, in an envelope</source>
        <translation>Eine Datei des Herstellers von {hosts}, in einem Umschlag</translation>
    </message>
    <message>
        <source>A file that is not one of Retour&apos;s</source>
        <translation>Eine Datei, die keine von Retour ist</translation>
    </message>
    <message>
        <source>It is genuine.</source>
        <translation>Sie ist echt.</translation>
    </message>
    <message>
        <source>It is not genuine.</source>
        <translation>Sie ist nicht echt.</translation>
    </message>
    <message>
        <source>Whether it is genuine cannot be told here: its key is not known.</source>
        <translation>Ob sie echt ist, lässt sich hier nicht sagen: Ihr Schlüssel ist nicht bekannt.</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>On the device</source>
        <translation>Auf dem Gerät</translation>
    </message>
    <message>
        <source>What comes home</source>
        <translation>Was zurückkommt</translation>
    </message>
    <message>
        <source>Sign the request</source>
        <translation>Anforderung signieren</translation>
    </message>
    <message>
        <source>Point of no return</source>
        <translation>Kein Zurück mehr</translation>
    </message>
    <message>
        <source>Carry to the portal</source>
        <translation>Zum Portal bringen</translation>
    </message>
    <message>
        <source>Bring the answer</source>
        <translation>Antwort bringen</translation>
    </message>
    <message>
        <source>Apply and confirm</source>
        <translation>Anwenden und bestätigen</translation>
    </message>
    <message>
        <source>Carry the confirmation</source>
        <translation>Bestätigung überbringen</translation>
    </message>
    <message>
        <source>Portal&apos;s receipt</source>
        <translation>Quittung des Portals</translation>
    </message>
    <message>
        <source>Remove in the portal</source>
        <translation>Im Portal entfernen</translation>
    </message>
    <message>
        <source>What the portal shows</source>
        <translation>Was das Portal zeigt</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>What is given up</source>
        <translation>Was aufgegeben wird</translation>
    </message>
    <message>
        <source>The device&apos;s request</source>
        <translation>Anforderung des Geräts</translation>
    </message>
    <message>
        <source>Bring the response</source>
        <translation>Antwort bringen</translation>
    </message>
    <message>
        <source>Give it the response</source>
        <translation>Antwort übertragen</translation>
    </message>
    <message>
        <source>One-trip return</source>
        <translation>Rückgabe in einem Gang</translation>
    </message>
    <message>
        <source>Confirmed return</source>
        <translation>Bestätigte Rückgabe</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>Aktivierung</translation>
    </message>
    <message>
        <source>Confirmed return, files carried</source>
        <translation>Bestätigte Rückgabe, Dateien überbracht</translation>
    </message>
    <message>
        <source>Portal removal, then sync</source>
        <translation>Entfernen im Portal, dann Abgleich</translation>
    </message>
    <message>
        <source>Carry the proof</source>
        <translation>Nachweis überbringen</translation>
    </message>
    <message>
        <source>Sign the sync</source>
        <translation>Abgleich signieren</translation>
    </message>
    <message>
        <source>Which device</source>
        <translation>Welches Gerät</translation>
    </message>
    <message>
        <source>Tell the portal</source>
        <translation>Dem Portal melden</translation>
    </message>
    <message>
        <source>Removal order</source>
        <translation>Entfernungsauftrag</translation>
    </message>
    <message>
        <source>Write-off in the portal</source>
        <translation>Abschreibung im Portal</translation>
    </message>
    <message>
        <source>Decommission</source>
        <translation>Außerbetriebnahme</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Umzug</translation>
    </message>
    <message>
        <source>Defect</source>
        <translation>Defekt</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Anderes</translation>
    </message>
    <message>
        <source>Recovered</source>
        <translation>Wiederhergestellt</translation>
    </message>
    <message>
        <source>The device goes out of service. It gets no licenses until it is enrolled again.</source>
        <translation>Das Gerät geht außer Betrieb. Es bekommt keine Lizenzen, bis es neu registriert ist.</translation>
    </message>
    <message>
        <source>Other devices need the copies. This one stays in service.</source>
        <translation>Andere Geräte brauchen die Kopien. Dieses bleibt in Betrieb.</translation>
    </message>
    <message>
        <source>The device is faulty, but it still answers.</source>
        <translation>Das Gerät ist fehlerhaft, antwortet aber noch.</translation>
    </message>
    <message>
        <source>Something else; write it into the note.</source>
        <translation>Etwas anderes; in die Notiz schreiben.</translation>
    </message>
    <message>
        <source>The device does not answer any more, or is destroyed.</source>
        <translation>Das Gerät antwortet nicht mehr oder ist zerstört.</translation>
    </message>
    <message>
        <source>It went out of service before its licenses were brought home.</source>
        <translation>Es ging außer Betrieb, bevor seine Lizenzen zurückgebracht wurden.</translation>
    </message>
    <message>
        <source>Lost, stolen, or something else; write it down below.</source>
        <translation>Verloren, gestohlen oder anderes; unten aufschreiben.</translation>
    </message>
    <message>
        <source>The store is in ordinary memory. A signature proves what the device reported, not that no copy exists.</source>
        <translation>Der Lizenzspeicher liegt in gewöhnlichem Speicher. Eine Signatur beweist, was das Gerät gemeldet hat, nicht, dass es kein Duplikat gibt.</translation>
    </message>
    <message>
        <source>A counter in hardware: an old state of the store cannot be put back unnoticed.</source>
        <translation>Ein Zähler in Hardware: Ein alter Stand des Lizenzspeichers lässt sich nicht unbemerkt zurückspielen.</translation>
    </message>
    <message>
        <source>Counter and key in hardware: the store can neither be put back nor copied.</source>
        <translation>Zähler und Schlüssel in Hardware: Der Lizenzspeicher lässt sich weder zurückspielen noch kopieren.</translation>
    </message>
    <message>
        <source>No clock</source>
        <translation>Keine Uhr</translation>
    </message>
    <message>
        <source>A clock that can be set back</source>
        <translation>Eine Uhr, die sich zurückstellen lässt</translation>
    </message>
    <message>
        <source>A clock that cannot be set back</source>
        <translation>Eine Uhr, die sich nicht zurückstellen lässt</translation>
    </message>
    <message>
        <source>Its button ({button}), or what the portal signed</source>
        <translation>Seine Taste ({button}) oder was das Portal signiert hat</translation>
    </message>
    <message>
        <source>Its button ({button})</source>
        <translation>Seine Taste ({button})</translation>
    </message>
    <message>
        <source>Its button, or what the portal signed</source>
        <translation>Seine Taste oder etwas vom Portal Signiertes</translation>
    </message>
    <message>
        <source>Only what the portal signed</source>
        <translation>Nur etwas vom Portal Signiertes</translation>
    </message>
    <message>
        <source>Its button</source>
        <translation>Seine Taste</translation>
    </message>
    <message>
        <source>Nothing: whoever is connected</source>
        <translation>Nichts: Wer angeschlossen ist, genügt</translation>
    </message>
    <message>
        <source>serial number</source>
        <translation>Seriennummer</translation>
    </message>
    <message>
        <source>MAC address</source>
        <translation>MAC-Adresse</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Choose a device first.</source>
        <translation>Zuerst ein Gerät wählen.</translation>
    </message>
    <message>
        <source>The file has no order for this device: choose another.</source>
        <translation>Die Datei hat keinen Auftrag für dieses Gerät: ein anderes wählen.</translation>
    </message>
    <message>
        <source>Read the licenses first.</source>
        <translation>Zuerst die Lizenzen lesen.</translation>
    </message>
    <message>
        <source>This device belongs to no portal: enroll it there first.</source>
        <translation>Dieses Gerät gehört zu keinem Portal: Es zuerst dort registrieren.</translation>
    </message>
    <message>
        <source>This device holds no licenses.</source>
        <translation>Dieses Gerät hat keine Lizenzen.</translation>
    </message>
    <message>
        <source>Choose at least one copy that comes home.</source>
        <translation>Mindestens eine Kopie wählen, die zurückkommt.</translation>
    </message>
    <message>
        <source>Choose why the licenses come home.</source>
        <translation>Wählen, warum die Lizenzen zurückkommen.</translation>
    </message>
    <message>
        <source>A decommissioned device keeps no licenses: return everything, or choose another reason.</source>
        <translation>Ein außer Betrieb genommenes Gerät behält keine Lizenzen: Alles zurückgeben oder einen anderen Grund wählen.</translation>
    </message>
    <message>
        <source>Write down who gives the copies up, and why.</source>
        <translation>Aufschreiben, wer die Kopien aufgibt und warum.</translation>
    </message>
    <message>
        <source>The device was asked</source>
        <translation>Das Gerät wurde gefragt</translation>
    </message>
    <message>
        <source>Proof handed over, as reported</source>
        <translation>Nachweis laut Meldung übergeben</translation>
    </message>
    <message>
        <source>Removed; the proof is here</source>
        <translation>Entfernt; der Nachweis ist hier</translation>
    </message>
    <message>
        <source>Request handed over, as reported</source>
        <translation>Anforderung laut Meldung übergeben</translation>
    </message>
    <message>
        <source>The request is here</source>
        <translation>Die Anforderung ist hier</translation>
    </message>
    <message>
        <source>The answer is here</source>
        <translation>Die Antwort ist hier</translation>
    </message>
    <message>
        <source>Confirmation handed over, as reported</source>
        <translation>Bestätigung laut Meldung übergeben</translation>
    </message>
    <message>
        <source>Removed; the confirmation is here</source>
        <translation>Entfernt; die Bestätigung ist hier</translation>
    </message>
    <message>
        <source>The device holds its licenses</source>
        <translation>Das Gerät hat seine Lizenzen</translation>
    </message>
    <message>
        <source>Credited, confirmed by the portal</source>
        <translation>Gutgeschrieben, vom Portal bestätigt</translation>
    </message>
    <message>
        <source>Replaced by a newer message</source>
        <translation>Durch eine neuere Nachricht ersetzt</translation>
    </message>
    <message>
        <source>Given up, nothing was changed</source>
        <translation>Aufgegeben, es wurde nichts geändert</translation>
    </message>
    <message>
        <source>The order has to be opened again</source>
        <translation>Der Auftrag muss noch einmal geöffnet werden</translation>
    </message>
    <message>
        <source>The order is here, not carried out yet</source>
        <translation>Der Auftrag ist hier, noch nicht ausgeführt</translation>
    </message>
    <message>
        <source>To be given up in the portal</source>
        <translation>Im Portal aufzugeben</translation>
    </message>
    <message>
        <source>Opened; the device was not asked yet</source>
        <translation>Begonnen; das Gerät wurde noch nicht gefragt</translation>
    </message>
    <message>
        <source>The device accepted the response, as reported</source>
        <translation>Das Gerät hat die Antwort laut Meldung angenommen</translation>
    </message>
    <message>
        <source>The device refused the response</source>
        <translation>Das Gerät hat die Antwort abgelehnt</translation>
    </message>
    <message>
        <source>The confirmation is here, not read</source>
        <translation>Die Bestätigung ist hier, ungelesen</translation>
    </message>
    <message>
        <source>Written off, as reported</source>
        <translation>Laut Meldung abgeschrieben</translation>
    </message>
    <message>
        <source>Removed in the portal, as reported</source>
        <translation>Laut Meldung im Portal entfernt</translation>
    </message>
    <message numerus="yes">
        <source>%n copies</source>
        <translation>
            <numerusform>%n Kopie</numerusform>
            <numerusform>%n Kopien</numerusform>
        </translation>
    </message>
    <message>
        <source>permanent</source>
        <translation>unbefristet</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>vor %n Min.</numerusform>
            <numerusform>vor %n Min.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>vor %n Std.</numerusform>
            <numerusform>vor %n Std.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
</context>
</TS>
