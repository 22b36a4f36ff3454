package print

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// GitHub writes workflow commands, which GitHub Actions shows beside the lines
// of a pull request. An annotation has one message, so the chain of places is
// part of it. Names start from the root of the repository.
func GitHub(w io.Writer, run *Run) error {
	var b bytes.Buffer
	for _, f := range run.Findings {
		message := f.Message
		for _, r := range f.Related {
			name, _ := run.Paths.InRepository(r.File)
			message += fmt.Sprintf("\n%s:%d: %s", name, r.Line, r.Message)
		}
		name, _ := run.Paths.InRepository(f.File)
		place := []string{"file=" + property(name), fmt.Sprintf("line=%d", f.Line)}
		if f.EndLine >= f.Line {
			place = append(place, fmt.Sprintf("endLine=%d", f.EndLine))
		}
		// GitHub refuses columns of a range of more than one line.
		if f.EndLine == f.Line && f.Column > 0 {
			place = append(place, fmt.Sprintf("col=%d,endColumn=%d", f.Column, f.EndColumn))
		}
		command(&b, severity(f.Level, "error", "notice"), place, f.Rule, message)
	}
	for _, e := range run.located() {
		name, _ := run.Paths.InRepository(e.File)
		command(&b, "error", []string{"file=" + property(name), fmt.Sprintf("line=%d", e.Line)}, "cancelcheck", e.Message)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func command(w io.Writer, name string, place []string, title, message string) {
	fmt.Fprintf(w, "::%s %s,title=%s::%s\n", name, strings.Join(place, ","), property(title), data.Replace(message))
}

// What would end a message, or a property of it, is escaped.
var data = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")

func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data.Replace(s))
}
