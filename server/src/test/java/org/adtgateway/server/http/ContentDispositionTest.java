package org.adtgateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentDispositionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "filename=\"a.csv\" | a.csv",
                "filename=a.csv | a.csv",
                "FileName = \"a.csv\" | a.csv",
                "filename=\"C:\\a\\b.csv\" | b.csv",
                "filename=\"C:\\\\a\\\\b.csv\" | b.csv",
                "filename=\"../up/b.csv\" | b.csv",
                "filename=\"say \\\"hi\\\".csv\" | say \"hi\".csv",
                "filename=\"a;b.csv\" | a;b.csv",
                "filename=\"J\u00e4nner.csv\" | J\u00e4nner.csv",
                "filename=\"plain.csv\"; filename*=utf-8''J%C3%A4nner%20%E2%82%AC.csv | J\u00e4nner \u20ac.csv",
                "filename*=UTF-8'en'b.csv; filename=\"a.csv\" | b.csv",
                "filename=\"=?utf-8?B?SsOkbm5lci5jc3Y=?=\" | J\u00e4nner.csv",
                "filename=\"=?iso-8859-1?Q?J=E4nner_2.csv?=\" | J\u00e4nner 2.csv",
                "filename=\"=?utf-8?B?SsOk?= =?utf-8?B?bm5lcg==?=\" | J\u00e4nner",
                // what cannot be decoded stays as it came
                "filename=\"=?utf-8?B?*?=\" | =?utf-8?B?*?=",
                "filename=\"=?klingon?B?SsOk?=\" | =?klingon?B?SsOk?=",
                "filename=\"a.csv\"; filename*=klingon''b.csv | a.csv",
                "filename=\"a.csv\"; filename*=utf-8''%FF%FE.csv | a.csv",
            })
    void fileName_isTheOneThatItsSenderMeant(String parameters, String expected) {
        ContentDisposition header = new ContentDisposition("form-data; name=\"file\"; " + parameters);
        assertThat(header.fileName()).contains(expected);
        assertThat(header.name()).contains("file");
    }

    @Test
    void name_isUnescaped_andMayBeAbsent() {
        assertThat(new ContentDisposition("form-data; name=\"a\\\"b\"").name()).contains("a\"b");
        assertThat(new ContentDisposition("form-data").name()).isEmpty();
        assertThat(new ContentDisposition(null).name()).isEmpty();
        assertThat(new ContentDisposition("form-data; name=x").fileName()).isEmpty();
    }

    @Test
    void aParameterThatComesTwiceIsRefused() {
        assertThatThrownBy(() -> new ContentDisposition("form-data; name=\"file\"; name=\"signature\""))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("'name' of a Content-Disposition came twice");
    }

    @Test
    void theLongestHeaderOfEscapesIsRead() {
        assertThat(new ContentDisposition("form-data; name=\"" + "\\a".repeat(4000) + "\"").name())
                .contains("a".repeat(4000));
    }
}
