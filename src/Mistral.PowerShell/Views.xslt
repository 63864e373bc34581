<?xml version="1.0" encoding="utf-8"?>
<!-- Makes one file of all views, since each file more costs time at import. Its list of files is made by the build. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="utf-8" />
  <xsl:strip-space elements="*" />
  <xsl:preserve-space elements="Text" />
  <xsl:template match="/files">
    <Configuration>
      <ViewDefinitions>
        <xsl:for-each select="file">
          <xsl:copy-of select="document(.)/Configuration/ViewDefinitions/View" />
        </xsl:for-each>
      </ViewDefinitions>
    </Configuration>
  </xsl:template>
</xsl:stylesheet>
