package good

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"log"
	"path/filepath"
)

// 80. What was read is asked for twice, and gives the same answer.
func scansTheCount(text string) error {
	answer := make(chan int)
	var n int
	_, err := fmt.Sscan(text, &n)
	if n == 0 {
		go func() { answer <- 1 }()
	}
	if n == 0 {
		<-answer
	}
	return err
}

// 81. What is decoded goes elsewhere.
type bill struct {
	Paid  bool
	Price int
}

func decodesTheBill(text []byte) {
	answer := make(chan int)
	go func() { answer <- 1 }()
	var o, other bill
	_ = json.Unmarshal(text, &other)
	if !o.Paid {
		<-answer
	}
}

// In a branch that is always taken.
func decodesInABranch() {
	const text = `{"Paid": true}`
	answer := make(chan int)
	var b bill
	if len(text) > 0 {
		_ = json.Unmarshal([]byte(text), &b)
	}
	if b.Paid {
		go func() { answer <- 1 }()
	}
	<-answer
}

// What is only shown stays what it is.
func showsTheBill() {
	answer := make(chan int)
	go func() { answer <- 1 }()
	b := &bill{}
	log.Println(b)
	if !b.Paid {
		<-answer
	}
}

// So do the elements of a list that a function of the package looks at.
func looksAtAll() {
	answer := make(chan int)
	go func() { answer <- 1 }()
	paid := []bool{true}
	total(paid)
	if paid[0] {
		<-answer
	}
}

func total(paid []bool) (n int) {
	for _, p := range paid {
		if p {
			n++
		}
	}
	return n
}

// 82. The function looks only.
func walksForNothing(dir string) {
	answer := make(chan int)
	go func() { answer <- 1 }()
	var first string
	_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if path == first {
			return fs.SkipAll
		}
		return err
	})
	if first == "" {
		<-answer
	}
}

// 83. A copy.
func asksTheCaller(fill func(bool)) {
	answer := make(chan int)
	go func() { answer <- 1 }()
	found := false
	fill(found)
	if !found {
		<-answer
	}
}

// 85. Another field.
func (o *bill) price(with string) { o.Price = len(with) }

func paysTheBill(with string) {
	answer := make(chan int)
	go func() { answer <- 1 }()
	o := &bill{}
	o.price(with)
	if !o.Paid {
		<-answer
	}
}

// 86. The method has the value only.
type mark string

func (m mark) set(to string) string { return string(m) + to }

func setsTheMark(to string) {
	answer := make(chan int)
	go func() { answer <- 1 }()
	var m mark
	_ = m.set(to)
	if m == "" {
		<-answer
	}
}
