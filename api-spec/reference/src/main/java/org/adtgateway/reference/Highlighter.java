package org.adtgateway.reference;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Marks strings, comments, numbers and keywords in code, so that the style sheet can colour them. It reads no language further than that. */
final class Highlighter {
    private static final String STRING = "\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'";
    private static final String NUMBER = "\\b\\d+(?:\\.\\d+)?\\b";

    private static final Map<String, Pattern> LANGUAGES = Map.of(
            "json",
            pattern("(?!)", "\"(?:\\\\.|[^\"\\\\])*\"(?=\\s*:)", "\"(?:\\\\.|[^\"\\\\])*\"", "true|false|null"),
            "java",
            pattern(
                    "//[^\\n]*|/\\*.*?\\*/",
                    "(?!)",
                    STRING,
                    "try|catch|for|while|if|else|new|return|switch|case|void|var|null|true|false|import|class|final|static"),
            "typescript",
            pattern(
                    "//[^\\n]*|/\\*.*?\\*/",
                    "(?!)",
                    "`[^`]*`|" + STRING,
                    "const|let|await|async|function|for|of|do|while|if|else|new|return|import|from|undefined|true|false"),
            "python",
            pattern(
                    "#[^\\n]*",
                    "(?!)",
                    "\"\"\".*?\"\"\"|[bfr]?(?:" + STRING + ")",
                    "def|for|in|while|if|else|return|import|from|with|as|None|True|False|and|or|not|is|try|except|raise"),
            "bash",
            pattern(
                    "(?<=^|\\s)#[^\\n]*",
                    "\\$\\w+|\\$\\{\\w+}",
                    "\"(?:\\\\.|[^\"\\\\])*\"|'[^']*'",
                    "for|do|done|if|then|fi|export|source"));

    private static final Map<String, String> OTHER_NAMES =
            Map.of("sh", "bash", "shell", "bash", "curl", "bash", "adt", "bash", "ts", "typescript", "py", "python");

    private Highlighter() {}

    private static Pattern pattern(String comment, String name, String string, String keywords) {
        return Pattern.compile(
                "(?<comment>" + comment + ")|(?<name>" + name + ")|(?<string>" + string + ")|(?<number>" + NUMBER
                        + ")|(?<keyword>\\b(?:" + keywords + ")\\b)",
                Pattern.DOTALL | Pattern.MULTILINE);
    }

    /** Returns code as HTML; that of a language it does not know without marks. */
    static String html(String language, String code) {
        String lower = language.toLowerCase(Locale.ROOT);
        Pattern pattern = LANGUAGES.get(OTHER_NAMES.getOrDefault(lower, lower));
        if (pattern == null) {
            return escape(code);
        }
        StringBuilder html = new StringBuilder();
        Matcher matcher = pattern.matcher(code);
        int end = 0;
        while (matcher.find()) {
            html.append(escape(code.substring(end, matcher.start())))
                    .append("<span class=\"")
                    .append(kind(matcher))
                    .append("\">")
                    .append(escape(matcher.group()))
                    .append("</span>");
            end = matcher.end();
        }
        return html.append(escape(code.substring(end))).toString();
    }

    private static String kind(Matcher matcher) {
        if (matcher.group("comment") != null) {
            return "c";
        }
        if (matcher.group("name") != null) {
            return "n";
        }
        if (matcher.group("string") != null) {
            return "s";
        }
        return matcher.group("number") != null ? "m" : "k";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
