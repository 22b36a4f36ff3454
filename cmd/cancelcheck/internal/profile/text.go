package profile

import (
	"regexp"
	"strconv"
	"strings"
)

// goroutine 7 [chan receive, 5 minutes]:, with more or less before and in the
// brackets: GOTRACEBACK=system adds addresses, a leak profile adds (leaked).
var header = regexp.MustCompile(`^goroutine \d+ [^\[\]]*\[([^\]]*)\].*:\s*$`)

// parseText reads stack traces; what is before, between and behind them is
// passed over, so that a crash's log can be read as it is. It returns nil if
// there are none.
func parseText(text string) *Profile {
	p := &Profile{Form: Debug2, Name: "goroutine"}
	var g *Group
	all := strings.Split(text, "\n")
	for i := 0; i < len(all); i++ {
		line := strings.TrimSuffix(all[i], "\r")
		if m := header.FindStringSubmatch(line); m != nil {
			p.Groups = append(p.Groups, Group{Count: 1})
			g = &p.Groups[len(p.Groups)-1]
			g.status(m[1])
			if g.Leaked {
				p.Name = "goroutineleak"
			}
			continue
		}
		if g == nil || i+1 >= len(all) {
			continue
		}
		if line == "" || strings.HasPrefix(line, "[originating from") {
			g = nil // what follows, if anything, is the stack of its ancestors
			continue
		}
		file, number, ok := place(all[i+1])
		if !ok {
			continue // frames that were left out, or another program's words
		}
		i++
		if by, ok := strings.CutPrefix(line, "created by "); ok {
			by, _, _ = strings.Cut(by, " in goroutine ")
			f := newFrame(by, file, number)
			g.Created = &f
			continue
		}
		if end := strings.LastIndexByte(line, '('); end > 0 {
			g.Frames = append(g.Frames, newFrame(line[:end], file, number))
		}
	}
	if len(p.Groups) == 0 {
		return nil
	}
	p.Groups = alike(p.Groups)
	return p
}

// status reads what the brackets hold: a state, and how long, and more.
func (g *Group) status(s string) {
	state, rest, _ := strings.Cut(s, ", ")
	g.State, g.Leaked = strings.CutSuffix(state, " (leaked)")
	for part := range strings.SplitSeq(rest, ", ") {
		if n, ok := strings.CutSuffix(part, " minutes"); ok {
			// What is no number is no time.
			g.Minutes, _ = strconv.Atoi(n)
		}
	}
}

// place reads the second line of a frame: a tab, file:line, and an offset.
func place(line string) (file string, number int, ok bool) {
	line, ok = strings.CutPrefix(strings.TrimRight(line, "\r"), "\t")
	if !ok {
		return "", 0, false
	}
	line, _, _ = strings.Cut(line, " +0x")
	i := strings.LastIndexByte(line, ':')
	if i <= 0 {
		return "", 0, false
	}
	// fp=… sp=… pc=… of GOTRACEBACK=system stand behind the offset.
	digits, _, _ := strings.Cut(line[i+1:], " ")
	number, err := strconv.Atoi(digits)
	return line[:i], number, err == nil && number > 0
}
