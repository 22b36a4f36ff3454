package print

import (
	"bytes"
	"encoding/xml"
	"io"
)

type checkstyle struct {
	XMLName xml.Name         `xml:"checkstyle"`
	Version string           `xml:"version,attr"`
	Files   []checkstyleFile `xml:"file"`
}

type checkstyleFile struct {
	Name   string            `xml:"name,attr"`
	Errors []checkstyleError `xml:"error"`
}

type checkstyleError struct {
	Line     int    `xml:"line,attr"`
	Column   int    `xml:"column,attr,omitempty"`
	Severity string `xml:"severity,attr"`
	Message  string `xml:"message,attr"`
	Source   string `xml:"source,attr"`
}

// Checkstyle writes Checkstyle's XML, which Jenkins, Sonar and others read.
// Names start from the directory that the command was started in.
func Checkstyle(w io.Writer, run *Run) error {
	doc := checkstyle{Version: "5.0"}
	for _, f := range run.Findings {
		doc.add(run.Paths.FromShell(f.File), checkstyleError{
			f.Line, f.Column, severity(f.Level, "error", "info"), f.Message, "cancelcheck." + f.Rule,
		})
	}
	for _, e := range run.located() {
		doc.add(run.Paths.FromShell(e.File), checkstyleError{e.Line, e.Column, "error", e.Message, "cancelcheck." + analysisError})
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", "\t")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

func (c *checkstyle) add(name string, e checkstyleError) {
	for i := range c.Files {
		if c.Files[i].Name == name {
			c.Files[i].Errors = append(c.Files[i].Errors, e)
			return
		}
	}
	c.Files = append(c.Files, checkstyleFile{Name: name, Errors: []checkstyleError{e}})
}
