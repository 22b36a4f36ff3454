package atlas

import (
	"bytes"
	"encoding/json"
	"go/token"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

func sample() *Map {
	pos := token.Position{Filename: "/m/a.go", Line: 3, Column: 2}
	mark := func(kind string) analyzer.Mark {
		return analyzer.Mark{Kind: kind, What: `s."quit"`, In: "(*S).Close", Pos: pos}
	}
	spawn := analyzer.Spawn{
		Pos: pos, Kind: "go", Package: "m", Owner: "S", Func: "(*S).Start", Body: `</script><script>alert("\")`, Verdict: "managed",
		Stops: []analyzer.Mark{mark("channel"), mark("io"), mark("flag"), mark("timer"), {Kind: "finite"}}, Joins: []analyzer.Mark{mark("waitgroup")},
	}
	return New([]Source{{Path: "m", Module: "m", Spawns: []analyzer.Spawn{spawn}}, {Path: "m/none"}}, func(f string) string { return strings.TrimPrefix(f, "/m/") })
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, sample().Text(&b))
	require.Equal(t, `m: 1 spawn: 1 managed

  S
    managed  a.go:3:2  go </script><script>alert("\"), in (*S).Start
             stop  channel s."quit", in (*S).Close, line 3
             stop  io s."quit", in (*S).Close, line 3
             stop  flag s."quit", in (*S).Close, line 3
             stop  and 2 more
             join  waitgroup s."quit", in (*S).Close, line 3

1 package: 1 spawn: 1 managed
`, b.String())
}

// No text of a program can end the data, and the browser may fetch nothing.
func TestPage(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, sample().HTML(&b, Links{}))
	require.Equal(t, 2, strings.Count(b.String(), "</script>"))
	require.Empty(t, regexp.MustCompile(`(src|href)="|@import|url\(|fetch\(`).FindAllString(b.String(), -1))
	data := regexp.MustCompile(`(?s)id="data">(.*?)</script>`).FindStringSubmatch(b.String())[1]
	var page struct{ Map Map }
	require.NoError(t, json.Unmarshal([]byte(data), &page))
	require.Equal(t, sample().Packages[0].Owners[0].Spawns[0].Body, page.Map.Packages[0].Owners[0].Spawns[0].Body)
}

func TestDOT(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, sample().DOT(&b))
	require.Contains(t, b.String(), `label="go </script><script>alert(\"\\\")\na.go:3:2\nmanaged"`)
	require.Contains(t, b.String(), `"m.(*S).Close" -> s1 [style=dashed, label="stop: channel s.\"quit\""]`)
}

// The forms know all verdicts.
func TestVerdicts(t *testing.T) {
	for _, v := range analyzer.Verdicts {
		require.NotEmpty(t, colors[v])
		require.Contains(t, script, `"`+string(v)+`"`)
		require.Contains(t, style, "--"+string(v)+":")
	}
}

func TestCommon(t *testing.T) {
	for _, c := range []struct {
		a, b string
		n    int
	}{{"/w/m/a.go", "/build/m/a.go", 2}, {"/w/a.go", "/w/a.go", 2}, {"a.go", "a.go", 1}, {"/w/m/a.go", "m/a.go", 2}, {"/a/b.go", "/a/c.go", 0}, {"/", "/", 1}} {
		require.Equal(t, c.n, common(c.a, c.b), "%s %s", c.a, c.b)
	}
}
