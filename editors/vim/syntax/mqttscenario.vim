" Vim syntax for scenarios of conformance (docs/language.md). Copy editors/vim into ~/.vim; the Debian package brings it along.
if exists('b:current_syntax')
  finish
endif
syntax iskeyword @,48-57,_,-

syntax keyword mqttBegin suite scenario
syntax keyword mqttHeader covers needs tags formerly for clients nextgroup=mqttId skipwhite
syntax keyword mqttBlock given either or repeat on reacts case one of at
syntax keyword mqttWord let after fence never maybe with only should may in else as is to within until between
syntax keyword mqttVerb opens connects subscribes unsubscribes publishes leaves closes resets half-closes stalls resumes reauthenticates
syntax keyword mqttVerb closed refused restarts stops starts kills killed
syntax keyword mqttPacket CONNECT CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK
syntax keyword mqttPacket PINGREQ PINGRESP DISCONNECT AUTH CLOSED BYTES anything
syntax match mqttField /\<\h\w*\ze!\?[=~]/
syntax match mqttArrow /->\|<-/
syntax match mqttWrong /!/
syntax match mqttValue /[$?]\h[[:alnum:]_.]*/
syntax match mqttNumber /\<\(0x\x\+\|\d\+\(\.\d\+\)\?\(ms\|s\|m\)\?\)\>/
syntax match mqttId /\<\(3\.1\.1\|5\.0\)\/[[:alnum:].-]\+/
syntax region mqttString start=/"/ skip=/\\./ end=/"/ oneline contains=mqttEscape,mqttValue
syntax match mqttEscape /\\\(x\x\x\|u{\x\+}\|.\)\|\$\$/ contained
syntax match mqttComment /\(^\|\s\)\zs#.*$/

highlight default link mqttBegin Keyword
highlight default link mqttHeader PreProc
highlight default link mqttBlock Conditional
highlight default link mqttWord Statement
highlight default link mqttVerb Function
highlight default link mqttPacket Type
highlight default link mqttField Identifier
highlight default link mqttArrow Operator
highlight default link mqttWrong Error
highlight default link mqttValue Special
highlight default link mqttNumber Number
highlight default link mqttId Constant
highlight default link mqttString String
highlight default link mqttEscape SpecialChar
highlight default link mqttComment Comment

let b:current_syntax = 'mqttscenario'
