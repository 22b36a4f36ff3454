package identity

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDeclaration looks up the place of the word HERE in each declaration.
func TestDeclaration(t *testing.T) {
	for src, want := range map[string]string{
		"func F() { _ = HERE }":                         "F",
		"func init() { _ = HERE }":                      "init",
		"func (t T) M() { _ = HERE }":                   "T.M",
		"func (t *T) M() { _ = HERE }":                  "(*T).M",
		"func (t *T[K, V]) M() { _ = HERE }":            "(*T).M",
		"func (T[K]) M() { _ = HERE }":                  "T.M",
		"func (*(T)) M() { _ = HERE }":                  "(*T).M",
		"func F() { func() { _ = HERE }() }":            "F",
		"var a, b = HERE, 2":                            "var a",
		"var (\n\ta = 1\n\tb = func() { _ = HERE }\n)":  "var b",
		"const c = HERE":                                "const c",
		"type T struct{ a [HERE]int }":                  "type T",
		"// HERE\nfunc F() {}":                          "F",
		"// HERE\n\nfunc F() {}":                        "",
		"func F() {}\n\n// HERE\n":                      "",
		"func F() {}\n\nimport \"HERE\"\n\nfunc G() {}": "",
	} {
		fset := token.NewFileSet()
		src = "package p\n\n" + src + "\n"
		f, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
		if f == nil {
			t.Fatal(err)
		}
		id := &Package{Fset: fset, Files: []*ast.File{f}}
		require.Equal(t, want, id.Declaration(f.FileStart+token.Pos(strings.Index(src, "HERE"))), src)
		require.True(t, Declares(f, want), src)
		require.False(t, Declares(f, "Other"), src)
	}
}

func TestNormal(t *testing.T) {
	const want = "f(a.b, 0x1F, func() { g() h() })"
	for _, src := range []string{
		"f(a.b, 0X1F, func() { g(); h() })",
		"f(\n\ta.b, // why\n\t0x1F,\n\tfunc() {\n\t\tg()\n\n\t\th()\n\t},\n)",
	} {
		require.Equal(t, strings.ToLower(want), strings.ToLower(Normal([]byte(src))))
	}
	require.NotEqual(t, Normal([]byte(`f("A")`)), Normal([]byte(`f("a")`)))
	require.Equal(t, Normal([]byte("0XFF")), Normal([]byte("0xFF")))
	require.Empty(t, Normal([]byte("// a comment")))

	long := strings.Repeat("word ", 100)
	one, other := Normal([]byte(long+"a")), Normal([]byte(long+"b"))
	require.NotEqual(t, one, other, "what is cut off still counts")
	require.Less(t, len(one), 150)
}

func TestText(t *testing.T) {
	file := filepath.Join(t.TempDir(), "p.go")
	src := "package p\n\n//line shown.go:10:5\nvar  x  = 1\n"
	require.NoError(t, os.WriteFile(file, []byte(src), 0o666))
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, src, parser.ParseComments)
	require.NoError(t, err)
	id := &Package{Fset: fset, Files: []*ast.File{f}}
	d := f.Decls[0]
	require.Equal(t, "var x = 1", id.Text(d.Pos(), d.End()))
	require.Empty(t, id.Text(d.Pos(), token.NoPos))

	id.sources = map[string][]byte{file: []byte("package p")}
	require.Empty(t, id.Text(d.Pos(), d.End()), "the file became shorter")
}
