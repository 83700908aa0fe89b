package org.adtgateway.adt;

import com.fasterxml.jackson.databind.JsonNode;

/** Why a file was refused, as a text that an ADT team can read beside the file. */
final class RefusalReport {
    private RefusalReport() {}

    static String of(JsonNode problem) {
        StringBuilder text = new StringBuilder("Refused: ")
                .append(problem.path("code").asText())
                .append("\n")
                .append(problem.path("detail").asText())
                .append("\n\n");
        for (JsonNode violation : problem.path("violations")) {
            text.append("line ").append(violation.path("line").asText());
            if (violation.hasNonNull("column")) {
                text.append(", column ").append(violation.path("column").asText());
            }
            if (violation.hasNonNull("value")) {
                text.append(", value '")
                        .append(violation.path("value").asText())
                        .append("'");
            }
            text.append(": ")
                    .append(violation.path("message").asText())
                    .append(" [")
                    .append(violation.path("code").asText())
                    .append("]\n");
        }
        if (problem.hasNonNull("totals")) {
            text.append(problem.path("totals").path("errors").asText())
                    .append(" errors, ")
                    .append(problem.path("totals").path("warnings").asText())
                    .append(" warnings in all\n");
        }
        text.append(
                        problem.path("category").asText().equals("FORMAT")
                                ? "\nMend the file, sign it anew, and put it into the folder again."
                                : "\nThe same again will not help. Do what is said above first; then sign the file anew"
                                        + " and put it into the folder again.")
                .append("\nRequest id: ")
                .append(problem.path("requestId").asText())
                .append("\n");
        return text.toString().replace("\n", System.lineSeparator());
    }
}
