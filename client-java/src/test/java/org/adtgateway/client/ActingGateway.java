package org.adtgateway.client;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.TestGateway.Asked;

/** Answers as the gateway does: the signature names the act, which is carried out once and repeated permanently. */
public final class ActingGateway implements TestGateway.Answers {
    private final TestPki.Holder receipts;
    private final Map<String, String> idsByAct = new LinkedHashMap<>();

    public ActingGateway(TestPki.Holder receipts) {
        this.receipts = receipts;
    }

    @Override
    public synchronized Answer to(Asked request) {
        if (request.path().equals("/v1/submissions")) {
            String act = part(request.text(), "signature");
            boolean known = idsByAct.containsKey(act);
            String id = idsByAct.computeIfAbsent(act, key -> UUID.randomUUID().toString());
            return Answer.json(known ? 200 : 201, TestJson.submission(id, "RECEIVED"))
                    .with("Idempotency-Replayed", String.valueOf(known));
        }
        String id = Path.of(request.path()).getName(2).toString();
        if (request.path().endsWith("/withdrawal")) {
            return Answer.json(200, TestJson.submission(id, "WITHDRAWN"));
        }
        if (request.path().endsWith("/receipt")) {
            String type = request.uri().getQuery().substring("of=".length());
            return Answer.bytes(TestReceipts.sign(
                    receipts, TestReceipts.json(id, new byte[0]).replace("SUBMISSION", type)));
        }
        return Answer.problem(404, "NOT_FOUND", "WORKFLOW");
    }

    public synchronized int acts() {
        return idsByAct.size();
    }

    private static String part(String form, String name) {
        int start = form.indexOf("name=\"" + name + "\"");
        return form.substring(start, form.indexOf("\r\n--", start));
    }
}
