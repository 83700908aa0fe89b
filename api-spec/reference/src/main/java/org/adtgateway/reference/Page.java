package org.adtgateway.reference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the templates are given. Members named {@code html}, {@code type}, {@code description}, {@code meaning} and {@code remedy} are HTML. */
public final class Page {
    private Page() {}

    /** The contract as it is shown. */
    public record Reference(
            String title,
            String version,
            String summary,
            List<Section> sections,
            List<Group> groups,
            List<ErrorCode> codes,
            List<Field> headers,
            List<Schema> schemas,
            List<Sample> setup) {}

    /** A part of the text that introduces the contract. */
    public record Section(String id, String title, String html) {}

    /** The operations of one tag. */
    public record Group(String id, String title, String description, List<Operation> operations) {}

    /** One call, with all that is to be known about it; {@code shown} is the status whose example is open from the start. */
    public record Operation(
            String id,
            String summary,
            String method,
            String path,
            String description,
            List<Fact> admission,
            List<Parameters> parameters,
            @Nullable Body body,
            List<Response> successes,
            String shown,
            List<Refusal> refusals,
            List<Refusal> commonRefusals,
            List<Sample> samples) {}

    /** Something about an operation or a field, in a word or two. */
    public record Fact(String name, String html) {}

    /** The parameters in one part of a request. */
    public record Parameters(String title, List<Field> fields) {}

    /** A parameter, a header, a part of a form or a member of an object. */
    public record Field(
            String id,
            String name,
            String type,
            boolean required,
            String description,
            List<Fact> facts,
            List<Field> members) {}

    /** What is sent. */
    public record Body(String mediaType, String type, String description, List<Field> fields, List<Example> examples) {}

    /** What comes back from a call that was not refused. */
    public record Response(String status, String description, List<String> headers, List<Content> contents) {}

    /** A form in which a response comes. */
    public record Content(String mediaType, String type, List<Example> examples) {}

    /** An example of a request or a response. */
    public record Example(String title, String description, String html) {}

    /** The codes by which a call is refused with one status. */
    public record Refusal(String status, String description, List<String> codes) {}

    /** A code of a refusal. */
    public record ErrorCode(
            String code,
            String status,
            String category,
            String title,
            String meaning,
            String remedy,
            String example,
            List<Link> operations) {}

    /** A named type of the contract. */
    public record Schema(
            String name,
            String id,
            String type,
            String description,
            List<Fact> facts,
            List<Field> fields,
            List<Link> operations) {}

    /** How an operation is called in one language. */
    public record Sample(String language, String label, String html) {}

    /** A page of the documentation. */
    public record Guide(String file, String title, String html, List<Link> headings, List<Link> subheadings) {}

    /** A place on one of the pages. */
    public record Link(String href, String text) {}
}
