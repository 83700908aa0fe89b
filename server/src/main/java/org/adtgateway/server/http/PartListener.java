package org.adtgateway.server.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** Sorts the parser's events into spools by name, and refuses the first thing that does not belong. */
final class PartListener implements MultiPart.Parser.Listener {
    private final List<PartRule> rules;
    private final Supplier<Spool> spools;
    private final Map<String, MultipartForm.Part> parts = new LinkedHashMap<>();
    private @Nullable String disposition;
    private @Nullable PartRule rule;
    private @Nullable Spool spool;
    private @Nullable Throwable failure;
    private boolean complete;

    PartListener(List<PartRule> rules, Supplier<Spool> spools) {
        this.rules = rules;
        this.spools = spools;
    }

    @Override
    public void onPartHeader(String name, String value) {
        if (name.equalsIgnoreCase("Content-Disposition")) {
            disposition = value;
        } else if (name.equalsIgnoreCase("Content-Transfer-Encoding")) {
            rememberingRefusal(() -> AmbiguousRequest.checkTransferEncoding(value));
        }
    }

    @Override
    public void onPartHeaders() {
        rememberingRefusal(this::beginPart);
    }

    private void beginPart() {
        ContentDisposition header = new ContentDisposition(disposition);
        String name = header.name()
                .orElseThrow(
                        () -> new ProblemException(
                                ProblemCode.MALFORMED_REQUEST,
                                "A part has no name: each part needs the header 'Content-Disposition: form-data; name=\"…\"'."));
        rule = rules.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow(() -> unknown(name));
        if (parts.containsKey(name)) {
            throw new ProblemException(
                    ProblemCode.UNEXPECTED_PART, "The part '" + name + "' came twice; send it once.");
        }
        spool = spools.get();
        parts.put(
                name,
                new MultipartForm.Part(
                        spool, header.fileName().map(SafeFileName::from).orElse(null)));
        disposition = null;
    }

    private ProblemException unknown(String name) {
        String shown = name.length() <= 64 && name.matches("[\\x21-\\x7e]+") ? " '" + name + "'" : "";
        return new ProblemException(
                ProblemCode.UNEXPECTED_PART,
                "The form has a part" + shown + " that this operation does not know. Its parts are "
                        + String.join(", ", rules.stream().map(PartRule::name).toList()) + ".");
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
        rememberingRefusal(() -> take(chunk));
    }

    private void take(Content.Chunk chunk) {
        if (spool == null || rule == null) {
            return;
        }
        if (spool.size() + chunk.remaining() > rule.maxBytes()) {
            throw PartRule.tooLarge(rule.name(), rule.maxBytes(), rule.tooLarge());
        }
        spool.write(chunk.getByteBuffer());
    }

    @Override
    public void onPartEnd() {
        spool = null;
        rule = null;
    }

    @Override
    public void onComplete() {
        complete = true;
    }

    @Override
    public void onFailure(Throwable cause) {
        failure = failure == null ? cause : failure;
    }

    /** The parser swallows what its listener throws; so the first refusal is kept until {@link #failIfBroken}. */
    private void rememberingRefusal(Runnable step) {
        if (failure != null) {
            return;
        }
        try {
            step.run();
        } catch (ProblemException refusal) {
            failure = refusal;
        }
    }

    void failIfBroken() {
        if (failure instanceof ProblemException refusal) {
            throw refusal;
        }
        if (failure != null) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST,
                    "The body is not well-formed multipart/form-data (RFC 7578). Check the boundary and that each part has its headers.",
                    failure);
        }
    }

    MultipartForm finish() {
        failIfBroken();
        if (!complete) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST,
                    "The multipart body does not end with its closing boundary: it was cut, or the boundary is another than the header says.");
        }
        for (PartRule each : rules) {
            if (each.required() && !parts.containsKey(each.name())) {
                throw new ProblemException(
                        ProblemCode.MISSING_PART,
                        "The form has no part '" + each.name() + "', which this operation requires.");
            }
        }
        return new MultipartForm(parts);
    }

    void close() {
        parts.values().forEach(part -> part.spool().close());
    }
}
