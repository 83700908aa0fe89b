<?xml version="1.0" encoding="UTF-8"?>
<!-- The POM of the SDK as it is published: from the one that the shade plugin writes, without the parent, which nobody else has, and without the
     build. What is left names every version itself, so that it resolves alone. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:m="http://maven.apache.org/POM/4.0.0"
                xmlns="http://maven.apache.org/POM/4.0.0" exclude-result-prefixes="m">
  <xsl:output indent="yes"/>
  <xsl:strip-space elements="*"/>

  <xsl:template match="/m:project">
    <project>
      <modelVersion>4.0.0</modelVersion>
      <groupId><xsl:value-of select="m:parent/m:groupId"/></groupId>
      <xsl:copy-of select="m:artifactId"/>
      <version><xsl:value-of select="m:parent/m:version"/></version>
      <xsl:copy-of select="m:name"/>
      <description>Submits signed ADT and Exit Quarantine files to an adt-gateway, follows them and verifies receipts</description>
      <licenses>
        <license>
          <name>Apache-2.0</name>
        </license>
      </licenses>
      <dependencies>
        <xsl:apply-templates select="m:dependencies/m:dependency[m:scope = 'compile' or m:scope = 'runtime']"/>
      </dependencies>
    </project>
  </xsl:template>

  <xsl:template match="m:dependency">
    <dependency>
      <xsl:copy-of select="m:groupId | m:artifactId | m:version | m:scope"/>
    </dependency>
  </xsl:template>
</xsl:stylesheet>
