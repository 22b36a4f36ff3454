package load

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// An Error says why a package, or a part of it, could not be analysed.
type Error struct {
	Package string // import path
	File    string // absolute, or empty if the error has no place
	Line    int
	Column  int
	Message string
}

var position = regexp.MustCompile(`^(.+?):(\d+)(?::(\d+))?(?:: (.*))?$`)

// parseErrors takes go list's error apart. A failed build comes as the
// compiler's whole output: a line "# package", then a line per error, with
// paths relative to the directory that go list ran in.
func parseErrors(path string, e *listedError, dir string) []Error {
	if e == nil {
		return nil
	}
	text := strings.TrimSpace(e.Err)
	if !strings.HasPrefix(text, "# ") {
		return []Error{listError(path, text, e, dir)}
	}
	var errs []Error
	for _, line := range strings.Split(text, "\n")[1:] {
		m := position.FindStringSubmatch(line)
		switch {
		case m != nil && m[4] != "":
			next := Error{Package: path, Message: m[4]}
			next.locate(line, dir)
			errs = append(errs, next)
		case strings.HasPrefix(line, "\t") && len(errs) > 0:
			errs[len(errs)-1].Message += "\n" + line
		default:
			errs = append(errs, Error{Package: path, Message: line})
		}
	}
	return errs
}

// listError is an error that kept go list from building at all. Its place
// may be in Pos or begin the text.
func listError(path, text string, e *listedError, dir string) Error {
	err := Error{Package: path, Message: text}
	if !err.locate(e.Pos, dir) {
		head, rest, _ := strings.Cut(text, "\n")
		if m := position.FindStringSubmatch(head); m != nil && m[4] != "" && err.locate(head, dir) {
			err.Message = strings.TrimSpace(m[4] + "\n" + rest)
		}
	}
	if strings.HasPrefix(text, "import cycle") && len(e.ImportStack) > 0 {
		err.Message += ": " + strings.Join(e.ImportStack, " imports ")
	}
	return err
}

// locate reads file:line:column, and reports whether text began with that.
func (e *Error) locate(text, dir string) bool {
	m := position.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	e.File = absolute(dir, m[1])
	e.Line, _ = strconv.Atoi(m[2])
	e.Column, _ = strconv.Atoi(m[3])
	return true
}

func absolute(dir, file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(dir, file)
}
